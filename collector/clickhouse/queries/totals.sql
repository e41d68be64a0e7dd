-- Events of the span, and sessions with at least one add to the cart.
SELECT
    sum(counted)                                  AS events,
    sumIf(counted, first AND name = 'add_to_cart') AS sessions_with_an_add
FROM tallymark.by_hour
WHERE site = {site:String} AND {since:DateTime} <= hour;
