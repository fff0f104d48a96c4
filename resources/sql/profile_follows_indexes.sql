-- SPDX-License-Identifier: GPL-3.0-or-later
-- Counting followers reads the first index alone; assembling a feed starts from the second.

ALTER TABLE tierlens_profile.follows ADD PRIMARY KEY (followee, follower);
CREATE INDEX follows_by_follower ON tierlens_profile.follows (follower, followee);
