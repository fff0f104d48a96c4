-- SPDX-License-Identifier: GPL-3.0-or-later
-- Variables: next_photo, next_comment.

ALTER TABLE tierlens_profile.photos ADD PRIMARY KEY (id);
CREATE INDEX photos_by_author ON tierlens_profile.photos (author, id DESC);
ALTER TABLE tierlens_profile.comments ADD PRIMARY KEY (id);
CREATE INDEX comments_by_photo ON tierlens_profile.comments (photo);

ALTER TABLE tierlens_profile.photos ADD FOREIGN KEY (author) REFERENCES tierlens_profile.accounts;
ALTER TABLE tierlens_profile.comments ADD FOREIGN KEY (photo) REFERENCES tierlens_profile.photos;
ALTER TABLE tierlens_profile.photos ALTER COLUMN id RESTART WITH :next_photo;
ALTER TABLE tierlens_profile.comments ALTER COLUMN id RESTART WITH :next_comment;
