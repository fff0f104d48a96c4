-- SPDX-License-Identifier: GPL-3.0-or-later
-- The live-game world. Everything lives in this schema; dropping it leaves no trace.

CREATE SCHEMA tierlens_game;

-- One row, written last: what has been seeded here, all of it.
CREATE TABLE tierlens_game.seeded (
    format text NOT NULL,
    at timestamptz NOT NULL DEFAULT now()
);

-- What each score costs when it is written straight to Postgres: one row a player, which every
-- score replaces. `updates` only ever grows, so it tells whether a write is still there.
CREATE TABLE tierlens_game.scores (
    player integer PRIMARY KEY,
    match integer NOT NULL,
    score bigint NOT NULL,
    updates bigint NOT NULL DEFAULT 1
);
