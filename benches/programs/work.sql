-- Work for the benchmarks: bulk insertion, indexes, joins, aggregation, text.
PRAGMA cache_size = 20000;
CREATE TABLE t(id INTEGER PRIMARY KEY, a INT, b TEXT, c REAL);
BEGIN;
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 120000)
INSERT INTO t SELECT i, i * 7919 % 10007, 'row ' || (i * 31 % 5003), i / 7.0 FROM n;
COMMIT;
CREATE INDEX ta ON t(a);
CREATE INDEX tb ON t(b);
SELECT count(*), sum(a), round(avg(c), 3), max(b) FROM t;
SELECT a % 100 AS g, count(*), sum(c) > 0, min(b) FROM t GROUP BY g ORDER BY count(*) DESC, g LIMIT 5;
SELECT count(*) FROM t AS x JOIN t AS y ON x.a = y.a AND x.id < y.id WHERE x.a < 2000;
SELECT count(*) FROM t WHERE b LIKE '%77%';
SELECT sum(length(replace(upper(b), 'ROW', 'line'))) FROM t;
SELECT id, sum(a) OVER (ORDER BY id ROWS 50 PRECEDING) AS s FROM t ORDER BY s DESC, id LIMIT 3;
UPDATE t SET c = c * 2 WHERE a % 3 = 0;
DELETE FROM t WHERE a % 5 = 0;
SELECT count(*), round(sum(c), 2) FROM t;
WITH RECURSIVE c(n, x) AS (SELECT 1, 12345 UNION ALL SELECT n + 1, (x * 1103515245 + 12345) % 2147483648 FROM c WHERE n < 200000) SELECT sum(x % 1000) FROM c;
