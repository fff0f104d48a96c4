// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/event.h"
#include "theme/theme.h"

namespace tierlens {

// The colour of a board's tone in the theme in use.
inline QColor worldColor(Board::Tone tone, const QColor &plain)
{
    switch (tone) {
    case Board::Tone::Plain:
        break;
    case Board::Tone::Redis:
        return theme().redis;
    case Board::Tone::Postgres:
        return theme().postgres;
    case Board::Tone::Good:
        return theme().hit;
    case Board::Tone::Attention:
        return theme().miss;
    case Board::Tone::Bad:
        return theme().invalidated;
    }
    return plain;
}

} // namespace tierlens
