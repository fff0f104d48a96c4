-- SPDX-License-Identifier: GPL-3.0-or-later
-- Accounts and their sessions. Rank and id are the same: account 1 is the most popular one.
-- Variables (psql -v): accounts, seed. Same numbers, same rows.

CREATE TABLE tierlens_profile.accounts (
    id integer NOT NULL,
    name text NOT NULL,
    bio text NOT NULL,
    joined date NOT NULL,
    version bigint NOT NULL DEFAULT 1 -- raised by every write that concerns the account
) WITH (fillfactor = 90); -- room to raise the version in place

-- The first hundred have plain names; after those a word follows: mei, …, mei.fox, …
WITH words AS MATERIALIZED (
    SELECT
        regexp_split_to_array('anya ivo mei raj leo zoe kofi lena omar nina yuki tom sara ben aisha max
            ines paul dora hugo tara noor finn maya emil rosa karl lila amir june otto
            vera ravi elsa nils jana luis faye igor mila theo gwen abel ruth ezra cleo
            ivan nell joel hana dean olga sven kira mark lucy zane iris carl beth adam
            nora eric anna jack alma seth edna liam tess hank mona rolf vida gino pia
            stan enid wade opal bram ione clay dina evan gia ross lara curt nika drew
            suki troy yara glen ulla neil isla pepe vito', '\s+') AS first,
        regexp_split_to_array('fox lynx pine wave reed moss jay oak sky elm bay cove dune fern gale hart
            jade kite lark mint nest quill rain sage tide vale wren ash birch cedar dawn
            echo flint grove haze ivy knoll lake maple north otter pearl quartz river
            stone thorn umber violet willow yarrow zephyr amber brook cliff delta ember
            frost glade heron inlet jasper kelp lotus marsh nova onyx plum reef shore
            terra upland vine wharf yew acorn basil clover drift eagle field garnet
            harbor island juniper kestrel lagoon meadow nettle orchid prairie raven
            summit tulip comet arrow cobalt saffron pebble lantern', '\s+') AS last,
        string_to_array('photographer climber baker painter sailor teacher gardener drummer', ' ')
            AS trade,
        string_to_array('Lisbon Oslo Kyoto Austin Nairobi Porto Ghent Lima Perth Tartu', ' ')
            AS town
)
INSERT INTO tierlens_profile.accounts (id, name, bio, joined)
SELECT i,
    first[1 + (i - 1) % 100] || CASE
        WHEN i <= 100 THEN ''
        WHEN i <= 10000 THEN '.' || last[(i - 1) / 100]
        ELSE '.' || i END,
    trade[1 + (i * 7 + :seed) % 8] || ' from ' || town[1 + (i * 3 + i / 10 + :seed) % 10],
    date '2019-01-01' + (i::bigint * 7919 + :seed)::integer % 2000
FROM words, generate_series(1, :accounts) AS i;

ALTER TABLE tierlens_profile.accounts ADD PRIMARY KEY (id);
CREATE UNIQUE INDEX accounts_name ON tierlens_profile.accounts (name);

CREATE TABLE tierlens_profile.sessions (
    token text NOT NULL,
    account integer NOT NULL,
    device text NOT NULL,
    since timestamptz NOT NULL,
    version bigint NOT NULL DEFAULT 1
);

-- An odd factor makes every account's token a different one.
INSERT INTO tierlens_profile.sessions (token, account, device, since)
SELECT lpad(to_hex((i::bigint * 2654435761 + :seed) % 4294967296), 8, '0'), i,
    (ARRAY['phone', 'laptop', 'tablet', 'tv'])[1 + i % 4],
    timestamptz '2025-06-01 08:00+00' + i * interval '37 seconds'
FROM generate_series(1, :accounts) AS i;

ALTER TABLE tierlens_profile.sessions ADD PRIMARY KEY (token);
