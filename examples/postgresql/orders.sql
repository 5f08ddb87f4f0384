-- The data of the orders examples: 40 customers and 400 orders, the same ones every time.

SET SESSION AUTHORIZATION orders;

CREATE TABLE customer (
  id integer PRIMARY KEY,
  name text NOT NULL,
  country char(2) NOT NULL
);

CREATE TABLE customer_order (
  id integer PRIMARY KEY,
  customer_id integer NOT NULL REFERENCES customer,
  placed_at timestamptz NOT NULL,
  status text NOT NULL CHECK (status IN ('placed', 'shipped', 'delivered', 'returned'))
);

CREATE TABLE order_line (
  order_id integer NOT NULL REFERENCES customer_order,
  line integer NOT NULL,
  product text NOT NULL,
  quantity integer NOT NULL CHECK (quantity > 0),
  unit_price_cents integer NOT NULL,
  PRIMARY KEY (order_id, line)
);

CREATE INDEX ON customer_order (customer_id, placed_at DESC);

INSERT INTO customer (id, name, country)
SELECT
  id,
  (ARRAY['Amara', 'Bela', 'Chiara', 'Dilan', 'Elif', 'Farid', 'Greta', 'Hugo'])[1 + id % 8]
    || ' '
    || (ARRAY['Novak', 'Okafor', 'Petit', 'Rossi', 'Schmidt'])[1 + id % 5],
  (ARRAY['DE', 'FR', 'IT', 'NL', 'PL'])[1 + id % 5]
FROM generate_series(1, 40) AS id;

INSERT INTO customer_order (id, customer_id, placed_at, status)
SELECT
  id,
  1 + (id * 7) % 40,
  timestamptz '2026-01-01 08:00:00+00' + id * interval '19 hours 7 minutes',
  (ARRAY['delivered', 'delivered', 'shipped', 'delivered', 'placed', 'returned'])[1 + id % 6]
FROM generate_series(1, 400) AS id;

INSERT INTO order_line (order_id, line, product, quantity, unit_price_cents)
SELECT
  customer_order.id,
  line,
  (ARRAY['kettle', 'lamp', 'notebook', 'rucksack', 'thermos', 'umbrella'])[1 + (customer_order.id + line * 5) % 6],
  1 + (customer_order.id * line) % 4,
  490 + ((customer_order.id + line * 5) % 6) * 1125
FROM customer_order, generate_series(1, 3) AS line
WHERE line <= 1 + customer_order.id % 3;

ANALYZE;

