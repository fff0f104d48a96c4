// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/keytext.h"

#include "core/durationtext.h"

#include <algorithm>

namespace tierlens {

using namespace std::chrono_literals;

namespace {
constexpr Duration FreshFor = 2s;
constexpr Duration UrgentBelow = 3s;
constexpr Duration SoonBelow = 6s;
constexpr double SoonShare = 0.1;

bool isNumber(const std::string &text)
{
    return !text.empty() && text.size() < 19
        && std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}
} // namespace

QString KeyText::ttlText(const HeldKey *row, SinceStart now)
{
    if (!row)
        return QStringLiteral("–");
    if (row->expiresAt)
        return tierlens::ttlText(*row->expiresAt - now);
    // Filled before we watched: Redis may well drop it one day.
    return row->fills > 0 ? tr("no expiry") : tr("expiry not known");
}

KeyText::Tone KeyText::ttlTone(const HeldKey *row, SinceStart now)
{
    if (!row)
        return Tone::Plain;
    if (!row->expiresAt)
        return row->fills > 0 ? Tone::Warning : Tone::Plain;
    const auto rest = *row->expiresAt - now;
    if (rest < UrgentBelow)
        return Tone::Urgent;
    return rest < SoonBelow || share(row, now) < SoonShare ? Tone::Soon : Tone::Good;
}

double KeyText::share(const HeldKey *row, SinceStart now)
{
    if (!row)
        return 0;
    if (!row->expiresAt || row->ttl <= Duration::zero())
        return -1;
    const double rest = double((*row->expiresAt - now).count()) / double(row->ttl.count());
    return std::clamp(rest, 0.0, 1.0);
}

KeyText::Note KeyText::note(const HeldKey *row, SinceStart now, bool redisPersists)
{
    if (!row)
        return {tr("gone from Redis"), Tone::Plain};
    if (row->isStale()) {
        if (row->truth.empty())
            return {tr("stale: Postgres has a newer one"), Tone::Urgent};
        const auto truth = isNumber(row->truth) ? countText(std::stoull(row->truth))
                                                : QString::fromStdString(row->truth);
        return {tr("stale: Postgres has %1").arg(truth), Tone::Urgent};
    }
    if (row->fills > 0 && now - row->filledAt < FreshFor)
        return {tr("just filled"), Tone::Fresh};
    if (!row->expiresAt && row->fills > 0 && !redisPersists)
        return {tr("lost if Redis restarts"), Tone::Warning};
    return {};
}

QString KeyText::typeText(ValueType type)
{
    switch (type) {
    case ValueType::None:
        return tr("unknown type");
    case ValueType::String:
        return QStringLiteral("string");
    case ValueType::Hash:
        return QStringLiteral("hash");
    case ValueType::List:
        return QStringLiteral("list");
    case ValueType::Set:
        return QStringLiteral("set");
    case ValueType::SortedSet:
        return QStringLiteral("zset");
    }
    return {};
}

} // namespace tierlens
