-- SPDX-License-Identifier: GPL-3.0-or-later
-- A career is read from this index alone.

CREATE INDEX results_by_player ON tierlens_game.results (player) INCLUDE (match, score, place);
