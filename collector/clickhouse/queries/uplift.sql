-- What a popup with a holdout changes: for each step the sessions on either side that reached it
-- for the first time after the popup was called for, the difference of their shares, and
-- Newcombe's interval of 95 % for it (1998, method 10), as the embedded collector has it.
WITH
    1.959963984540054 AS z,
    firsts AS
    (
        SELECT side, name, sum(sessions) AS sessions
        FROM tallymark.arms_by_hour
        WHERE site = {site:String} AND {since:DateTime} <= hour AND definition = {definition:String}
        GROUP BY side, name
    ),
    steps AS
    (
        SELECT
            step,
            toInt64(sumIf(sessions, side = 'shown' AND name = {definition:String}))    AS shown,
            toInt64(sumIf(sessions, side = 'shown' AND name = step))                   AS shown_reached,
            toInt64(sumIf(sessions, side = 'held_out' AND name = {definition:String})) AS held_out,
            toInt64(sumIf(sessions, side = 'held_out' AND name = step))                AS held_out_reached
        FROM firsts
        ARRAY JOIN {steps:Array(String)} AS step
        GROUP BY step
    ),
    least(shown_reached, shown) / shown                                 AS p,
    least(held_out_reached, held_out) / held_out                        AS q,
    z * sqrt(p * (1 - p) / shown + z * z / (4 * shown * shown))         AS p_half,
    z * sqrt(q * (1 - q) / held_out + z * z / (4 * held_out * held_out)) AS q_half,
    p + z * z / (2 * shown)                                             AS p_middle,
    q + z * z / (2 * held_out)                                          AS q_middle,
    1 + z * z / shown                                                   AS p_scale,
    1 + z * z / held_out                                                AS q_scale
SELECT
    step, shown, shown_reached, held_out, held_out_reached,
    p - q                                                                                AS difference,
    difference - hypot(p - (p_middle - p_half) / p_scale, (q_middle + q_half) / q_scale - q) AS low,
    difference + hypot((p_middle + p_half) / p_scale - p, q - (q_middle - q_half) / q_scale) AS high
FROM steps
ORDER BY indexOf({steps:Array(String)}, step);
