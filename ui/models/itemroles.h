// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <Qt>

#include <cstdint>

namespace tierlens {

// What a model says about a cell beyond its text. Models know no colours: they name the meaning
// and the views choose the colour.
enum class Accent : std::uint8_t {
    None,
    Dim,
    Hit,
    Miss,
    Write,
    Invalidated,
    Redis,
    Postgres,
    Sighting
};

namespace Role {
constexpr int Accent = Qt::UserRole + 1; // int(Accent)
constexpr int Mono = Qt::UserRole + 2; // bool: keys, statements, figures
constexpr int Copy = Qt::UserRole + 3; // text for the clipboard, if not the one shown
constexpr int Detail = Qt::UserRole + 4; // second, dim line
constexpr int Symbol = Qt::UserRole + 5;
constexpr int Time = Qt::UserRole + 6;
} // namespace Role

} // namespace tierlens
