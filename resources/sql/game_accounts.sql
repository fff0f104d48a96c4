-- SPDX-License-Identifier: GPL-3.0-or-later
-- Players. Account 1 is the one that has played most.
-- Variables: accounts, seed.

CREATE TABLE tierlens_game.accounts (
    id integer NOT NULL,
    name text NOT NULL,
    joined date NOT NULL,
    version bigint NOT NULL DEFAULT 1, -- raised by every purchase
    career bigint NOT NULL DEFAULT 1 -- raised by every result
) WITH (fillfactor = 90); -- room to raise them in place

-- 64 first words and 64 second ones make 4 096 names; after those a number follows.
WITH words AS MATERIALIZED (
    SELECT
        regexp_split_to_array('neon amber arctic bold brisk cobalt coral cosmic crimson dapper dusty eager early ember
            fabled fleet frosty gentle gilded golden grand happy hasty hidden humble icy
            ivory jade jolly keen lively loyal lucky lunar mellow mighty misty nimble noble
            ocean olive opal plucky polar proud quick quiet rapid ruby rustic scarlet silent
            silver sly snowy solar spry stormy sunny swift tidy velvet vivid wild', '\s+') AS first,
        regexp_split_to_array('fox otter badger beaver bison bobcat condor cougar coyote crane crow dingo dolphin eagle
            falcon ferret finch gecko gibbon hare hawk heron hyena ibex iguana impala jackal
            jaguar kestrel koala lemur leopard linnet lion lizard llama lynx magpie marlin
            marten mole moose newt ocelot orca osprey owl panda parrot pelican penguin
            petrel puffin puma quail rabbit raven robin salmon seal shark stoat stork swan', '\s+') AS last
)
INSERT INTO tierlens_game.accounts (id, name, joined)
SELECT i,
    first[1 + (i - 1) % 64] || '-' || last[1 + ((i - 1) / 64 + (i - 1) % 64 * 7) % 64]
        || CASE WHEN i <= 4096 THEN '' ELSE '-' || 1 + (i - 1) / 4096 END,
    date '2021-01-01' + ((i::bigint * 7919 + :seed) % 1500)::integer
FROM words, generate_series(1, :accounts) AS i;

ALTER TABLE tierlens_game.accounts ADD PRIMARY KEY (id);
CREATE UNIQUE INDEX accounts_name ON tierlens_game.accounts (name);
