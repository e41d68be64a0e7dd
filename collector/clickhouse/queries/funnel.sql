-- Sessions by step of the funnel, and all such events; steps = ['view_item', 'add_to_cart', …].
SELECT
    step                                           AS name,
    sumIf(counted, first AND by_hour.name = step)   AS sessions,
    sumIf(counted, by_hour.name = step)             AS events
FROM tallymark.by_hour
ARRAY JOIN {steps:Array(String)} AS step
WHERE site = {site:String} AND {since:DateTime} <= hour
GROUP BY step
ORDER BY indexOf({steps:Array(String)}, step);
