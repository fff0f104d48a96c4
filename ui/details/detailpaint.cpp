// SPDX-License-Identifier: GPL-3.0-or-later
#include "details/detailpaint.h"

namespace tierlens {

QColor accentColor(Accent accent)
{
    switch (accent) {
    case Accent::None:
        break;
    case Accent::Dim:
        return theme().dim;
    case Accent::Hit:
        return theme().hit;
    case Accent::Miss:
        return theme().miss;
    case Accent::Write:
        return theme().write;
    case Accent::Invalidated:
        return theme().invalidated;
    case Accent::Redis:
        return theme().redis;
    case Accent::Postgres:
        return theme().postgres;
    case Accent::Sighting:
        return theme().sighting;
    }
    return theme().text;
}

} // namespace tierlens
