// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "theme/theme.h"

#include <cstdint>

namespace tierlens {

// What a text means; the theme in use chooses its colour.
enum class Tint : std::uint8_t { Text, Dim, Hit, Miss, Write, Bad, Redis, Postgres };

inline QColor colorOf(Tint tint)
{
    switch (tint) {
    case Tint::Text:
        break;
    case Tint::Dim:
        return theme().dim;
    case Tint::Hit:
        return theme().hit;
    case Tint::Miss:
        return theme().miss;
    case Tint::Write:
        return theme().write;
    case Tint::Bad:
        return theme().invalidated;
    case Tint::Redis:
        return theme().redis;
    case Tint::Postgres:
        return theme().postgres;
    }
    return theme().text;
}

} // namespace tierlens
