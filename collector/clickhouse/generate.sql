-- Events of made-up shoppers, the same ones each time, for trying queries and measuring:
-- numbers from {first} on, {count} of them, {batch_events} in a batch, within 30 days before {end}.
INSERT INTO tallymark.events
WITH
    intDiv(number, {batch_events:UInt64})                                         AS batch_number,
    cityHash64(number, 'event')                                     AS chance,
    ['view_item', 'view_item', 'view_item', 'view_item_list', 'search', 'apply_filter', 'add_to_cart',
     'add_to_cart', 'add_to_cart_failed', 'begin_checkout', 'purchase', 'offer'][chance % 12 + 1] AS event_name,
    ['', 'view_item', 'view_item', 'add_to_cart', 'begin_checkout'][intDiv(chance, 12) % 5 + 1]   AS step,
    event_name IN ('view_item', 'add_to_cart', 'begin_checkout', 'purchase') AS is_step,
    if(is_step OR event_name = 'offer', if(intDiv(chance, 60) % 3 < 2, 1, 2), 0) AS place,
    if(event_name = 'offer' OR (is_step AND place = 1 AND intDiv(chance, 7000) % 5 < 2),
        ['shown', 'held_out'][intDiv(chance, 640000) % 2 + 1], '') AS side
SELECT
    toDateTime({end:DateTime}, 'UTC') - toIntervalSecond(cityHash64(batch_number, 'time') % 2592000) AS time,
    toUUID(concat(substring(hex(MD5(concat(toString({batch_events:UInt64}), ' ', toString(batch_number)))) AS digits, 1, 8), '-', substring(digits, 9, 4), '-',
        substring(digits, 13, 4), '-', substring(digits, 17, 4), '-', substring(digits, 21)))                   AS batch,
    'waystone'                                                      AS site,
    event_name                                                      AS name,
    number % {batch_events:UInt64} + 1                                                AS seq,
    place                                                           AS nth,
    if(is_step AND place = 1, step, '')                             AS `from`,
    ['search', 'search', 'search', 'direct', 'direct', 'email', 'paid', 'social', 'referral'][cityHash64(batch_number) % 9 + 1] AS channel,
    ['mouse', 'touch'][cityHash64(batch_number, 'device') % 2 + 1]  AS device,
    ['product', 'category', 'search', 'checkout'][intDiv(chance, 900) % 4 + 1]       AS page_type,
    ['/p/{slug}', '/c/{category}', '/search', '/checkout'][intDiv(chance, 900) % 4 + 1] AS page_path,
    if(side = '', '', concat('{"offer":"', side, '"}'))             AS arm,
    multiIf(
        event_name = 'add_to_cart_failed', concat('{"reason":"', ['refused', 'unproven'][intDiv(chance, 3600) % 2 + 1], '"}'),
        event_name = 'search', concat('{"search_term":"tent ', toString(intDiv(chance, 5000) % 400), '","results":', toString(intDiv(chance, 11) % 60), '}'),
        event_name IN ('view_item', 'add_to_cart'), concat('{"item_id":"WS-', toString(1000 + intDiv(chance, 770) % 900), '","price":', toString(intDiv(chance, 131) % 30000 / 100), ',"currency":"EUR"}'),
        '')                                                         AS properties
FROM numbers({first:UInt64}, {count:UInt64});
