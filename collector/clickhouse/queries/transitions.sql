-- How often each event came, by the last funnel step before it; an empty `from` is the start.
SELECT `from`, name, sum(counted) AS count
FROM tallymark.by_hour
WHERE site = {site:String} AND {since:DateTime} <= hour
GROUP BY `from`, name
ORDER BY count DESC, `from`, name;
