-- Why attempts failed; name = 'add_to_cart_failed'.
SELECT
    if(JSONType(properties, 'reason') = 'String', JSONExtractString(properties, 'reason'), 'unknown') AS reason,
    count() AS count
FROM tallymark.events FINAL
WHERE site = {site:String} AND {since:DateTime} <= time AND name = {name:String}
GROUP BY reason
ORDER BY count DESC, reason;
