-- SPDX-License-Identifier: GPL-3.0-or-later
-- The social-profile world. Everything lives in this schema; dropping it leaves no trace.
-- Variables: first_visitor.

CREATE SCHEMA tierlens_profile;

-- One row, written last: what has been seeded here, all of it.
CREATE TABLE tierlens_profile.seeded (
    format text NOT NULL,
    at timestamptz NOT NULL DEFAULT now()
);

-- Numbers of the visitors who follow while the demo runs; see profile_follows.sql.
CREATE SEQUENCE tierlens_profile.visitors AS integer START :first_visitor CACHE 32;
