-- Sessions that came to a step of the funnel for the first time, by the step before it; an empty `from` is the start.
SELECT `from`, name, sum(counted) AS count
FROM tallymark.by_hour
WHERE site = {site:String} AND {since:DateTime} <= hour AND first AND has({steps:Array(String)}, name)
GROUP BY `from`, name
ORDER BY count DESC, `from`, name;
