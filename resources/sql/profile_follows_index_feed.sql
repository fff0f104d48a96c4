-- SPDX-License-Identifier: GPL-3.0-or-later
-- Assembling a feed starts from here.

CREATE INDEX follows_by_follower ON tierlens_profile.follows (follower, followee);
