-- Events by hour and name.
SELECT hour, name, sum(counted) AS events
FROM tallymark.by_hour
WHERE site = {site:String} AND {since:DateTime} <= hour
GROUP BY hour, name
ORDER BY hour, name;
