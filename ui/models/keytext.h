// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "store/heldkeys.h"

#include <QCoreApplication>
#include <QString>

namespace tierlens {

// What a list of keys says of one of them; nullptr: it is gone from Redis.
struct KeyText
{
    Q_DECLARE_TR_FUNCTIONS(tierlens::KeyModel)
public:
    enum class Tone { Plain, Good, Soon, Urgent, Fresh, Warning };
    struct Note
    {
        QString text; // "stale: Postgres has 511 205"; empty: nothing to say
        Tone tone = Tone::Plain;
    };

    static QString ttlText(const HeldKey *row, SinceStart now);
    static Tone ttlTone(const HeldKey *row, SinceStart now);
    static double share(const HeldKey *row, SinceStart now); // of the TTL, 0 … 1; < 0: no expiry
    static Note note(const HeldKey *row, SinceStart now, bool redisPersists);
    static QString typeText(ValueType type);
};

} // namespace tierlens
