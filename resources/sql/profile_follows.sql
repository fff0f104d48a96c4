-- SPDX-License-Identifier: GPL-3.0-or-later
-- Who follows whom. Two million follows with a celebrity of half a million followers need more
-- people than the ten thousand accounts with a profile. So followers are people by number:
--
--     1 … accounts                        have an account here, can be looked at, have a feed
--     accounts + 1 … accounts + people    everybody else; they only follow
--     first_visitor …                     those who begin to follow while the demo runs
--
-- Every row is a real row and is counted for real; only the profiles of the many are left out.

CREATE TABLE tierlens_profile.follows (
    follower integer NOT NULL,
    followee integer NOT NULL
) WITH (parallel_workers = 0); -- recounting should cost the same each time, on one core
