-- What ClickHouse needs for tallymark: the table that the format `clickhouse` fills, and a view by
-- the hour that most of the dashboard's figures come from. docs/scale.md says how to use them.

CREATE DATABASE IF NOT EXISTS tallymark;

-- One row an event. A batch that arrives twice brings the same rows, of which one stays: at the
-- next merge for good, and at once in what is read with FINAL. (batch, seq) tells rows apart.
CREATE TABLE IF NOT EXISTS tallymark.events
(
    time       DateTime('UTC')        CODEC (DoubleDelta, ZSTD),
    batch      UUID,
    site       LowCardinality(String),
    name       LowCardinality(String),
    seq        UInt32                 CODEC (T64, ZSTD),
    nth        UInt32                 CODEC (T64, ZSTD),
    `from`     LowCardinality(String),
    channel    LowCardinality(String),
    device     LowCardinality(String),
    page_type  LowCardinality(String),
    page_path  LowCardinality(String),
    arm        String                 CODEC (ZSTD),
    properties String                 CODEC (ZSTD)
)
ENGINE = ReplacingMergeTree
PARTITION BY toYYYYMM(time)
ORDER BY (site, name, time, batch, seq)
TTL time + INTERVAL 400 DAY;

-- Counts by the hour, made anew every five minutes from the rows without their doubles. A view
-- that counts rows as they are inserted would count a batch that arrives twice, twice.
CREATE MATERIALIZED VIEW IF NOT EXISTS tallymark.by_hour
REFRESH EVERY 5 MINUTE
(
    site    LowCardinality(String),
    hour    DateTime('UTC'),
    name    LowCardinality(String),
    `from`  LowCardinality(String),
    channel LowCardinality(String),
    device  LowCardinality(String),
    first   Bool,
    counted UInt64
)
ENGINE = MergeTree
ORDER BY (site, hour, name)
AS
SELECT site, toStartOfHour(time) AS hour, name, `from`, channel, device, nth = 1 AS first, count() AS counted
FROM tallymark.events FINAL
GROUP BY ALL;

-- First events of sessions by the side that each definition with a holdout had drawn, by the hour.
CREATE MATERIALIZED VIEW IF NOT EXISTS tallymark.arms_by_hour
REFRESH EVERY 5 MINUTE
(
    site       LowCardinality(String),
    hour       DateTime('UTC'),
    definition LowCardinality(String),
    side       LowCardinality(String),
    name       LowCardinality(String),
    sessions   UInt64
)
ENGINE = MergeTree
ORDER BY (site, definition, hour)
AS
SELECT site, toStartOfHour(time) AS hour, pair.1 AS definition, pair.2 AS side, name, count() AS sessions
FROM tallymark.events FINAL
ARRAY JOIN JSONExtractKeysAndValues(arm, 'String') AS pair
WHERE nth = 1 AND arm != ''
GROUP BY ALL;
