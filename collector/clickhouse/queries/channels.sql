-- Events by channel, and sessions by step of the funnel in the order of the steps.
SELECT
    channel,
    sum(counted) AS events,
    arrayMap(step -> arraySum(arrayMap((n, c) -> if(n = step, c, 0), groupArray(name) AS names,
        groupArray(if(first, counted, 0)) AS counts)), {steps:Array(String)}) AS sessions
FROM tallymark.by_hour
WHERE site = {site:String} AND {since:DateTime} <= hour
GROUP BY channel
ORDER BY events DESC, channel;
