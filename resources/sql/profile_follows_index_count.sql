-- SPDX-License-Identifier: GPL-3.0-or-later
-- Nobody follows anybody twice. Counting followers reads this index alone.

ALTER TABLE tierlens_profile.follows ADD PRIMARY KEY (followee, follower);
