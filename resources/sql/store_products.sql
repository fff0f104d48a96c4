-- SPDX-License-Identifier: GPL-3.0-or-later
-- Products; the lower the number, the more popular. Every tenth is a pair of sneakers, also the
-- first. `version` is raised by whatever changes what the product's page shows: stock and price.
-- Variables: products, seed.

CREATE TABLE tierlens_store.products (
    id integer NOT NULL,
    slug text NOT NULL,
    name text NOT NULL,
    category text NOT NULL,
    price numeric(8, 2) NOT NULL,
    stock integer NOT NULL CHECK (stock >= 0),
    version bigint NOT NULL DEFAULT 1
) WITH (fillfactor = 50);

WITH words AS MATERIALIZED (
    SELECT
        string_to_array('sneakers,shirts,jackets,hats,bags,watches,books,lamps,mugs,headphones', ',')
            AS categories,
        string_to_array('Runner,Shirt,Jacket,Hat,Backpack,Watch,Notebook,Lamp,Mug,Headphones', ',')
            AS nouns,
        string_to_array('79,25,110,19,65,140,12,45,14,95', ',')::integer[] AS prices,
        string_to_array('Trail,City,Coast,Summit,Classic,Night,Cloud,Desert,Harbor,Forest,Studio,Polar,'
            'Velvet,Copper,Indigo,Amber,Canyon,Meadow,Orbit,Echo', ',') AS kinds
), made AS (
    SELECT i, categories[1 + (i - 1) % 10] AS category, prices[1 + (i - 1) % 10] AS price,
        kinds[1 + (i - 1) / 10 % 20] || ' ' || nouns[1 + (i - 1) % 10]
            || CASE WHEN i <= 200 THEN '' ELSE ' ' || (1 + (i - 1) / 200) END AS name,
        hashint4(i * 13 + :seed) & 1048575 AS luck
    FROM words, generate_series(1, :products) AS i
)
INSERT INTO tierlens_store.products (id, slug, name, category, price, stock)
SELECT i, lower(replace(name, ' ', '-')), name, category,
    price * (80 + luck % 60) / 100 + 0.90, 200 + luck % 800
FROM made;

ALTER TABLE tierlens_store.products ADD PRIMARY KEY (id);
CREATE UNIQUE INDEX products_slug ON tierlens_store.products (slug);
CREATE INDEX products_category ON tierlens_store.products (category, id);
