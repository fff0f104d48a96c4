// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/trafficnames.h"

#include "session/timedaction.h"

#include <QRegularExpression>
#include <QStringList>

#include <algorithm>
#include <functional>

namespace tierlens {

using namespace std::chrono_literals;

namespace {
constexpr TrafficField Fields[] = {
    {"clients", "N", "Clients that ask at the same time, 1 to 64."},
    {"rate", "N|max", "Requests per second over all clients."},
    {"ttl", "TIME", "Time to live of cached answers."},
    {"cache", "on|off", "Whether Redis is asked at all."},
    {"jitter", "on|off", "Spread the expiry times."},
    {"single-flight", "on|off", "One query per miss."},
    {"invalidate-on-write", "on|off", "Delete keys whose truth has changed."},
    {"write-through", "on|off", "Write the new value into the cache instead of deleting the old."},
    {"write-behind", "on|off", "Acknowledge a write when Redis has it; Postgres gets it later."},
    {"negative-caching", "on|off", "Remember for a while that there is no such row."},
    {"stale-while-revalidate", "on|off", "Hand out the old answer while it is renewed."},
    {"early-refresh", "on|off", "Now and then renew an answer before it expires."},
    {"notify", "on|off", "Let Postgres itself tell which keys have become old."},
    {"max-memory", "SIZE", "Memory Redis may use, for example 2MB. Sandbox only."},
    {"eviction", "POLICY", "What Redis forgets when it is full: allkeys-lru, … Sandbox only."},
    {"world-switch", "on|off", "The switch that only this world has."},
    {"price", "N", "Price of one expensive answer."},
    {"running", "on|off", "Whether requests are made at all."},
};

constexpr const char *Evictions[] = {"noeviction", "allkeys-lru", "allkeys-lfu", "allkeys-random",
    "volatile-lru", "volatile-lfu", "volatile-random", "volatile-ttl"};

constexpr struct
{
    const char *name;
    bool TrafficSettings::*field;
} Switches[] = {
    {"cache", &TrafficSettings::cache},
    {"jitter", &TrafficSettings::jitter},
    {"single-flight", &TrafficSettings::singleFlight},
    {"invalidate-on-write", &TrafficSettings::invalidateOnWrite},
    {"write-through", &TrafficSettings::writeThrough},
    {"write-behind", &TrafficSettings::writeBehind},
    {"negative-caching", &TrafficSettings::negativeCaching},
    {"stale-while-revalidate", &TrafficSettings::staleWhileRevalidate},
    {"early-refresh", &TrafficSettings::earlyRefresh},
    {"notify", &TrafficSettings::notifyInvalidation},
    {"world-switch", &TrafficSettings::worldSwitch},
    {"running", &TrafficSettings::running},
};

bool TrafficSettings::*switchOf(const QString &name)
{
    for (const auto &known : Switches) {
        if (name == QLatin1String(known.name))
            return known.field;
    }
    return nullptr;
}

Error usage(const QString &name, const QString &why)
{
    return {ErrorKind::Usage, {}, QStringLiteral("%1: %2").arg(name, why).toStdString(), {}};
}

Result<double> number(const QString &name, const QString &text, double from, double to)
{
    bool ok = false;
    const double value = text.toDouble(&ok);
    if (ok && value >= from && value <= to)
        return value;
    return usage(name,
        QStringLiteral("\"%1\" will not do; give a number from %2 to %3.")
            .arg(text, QString::number(from, 'g', 12), QString::number(to, 'g', 12)));
}

// "2MB", "1.5 GB", "500kB", "64000000"; 1 MB = 1 000 000 bytes, as everywhere in Tierlens.
std::int64_t parseBytes(const QString &text) // < 0: is none
{
    static const QRegularExpression form(QStringLiteral("^(\\d+(?:\\.\\d+)?) *(k|m|g)?b?$"),
        QRegularExpression::CaseInsensitiveOption);
    const auto match = form.match(text.trimmed());
    if (!match.hasMatch())
        return -1;
    const auto unit = match.captured(2).toLower();
    const double factor = unit == QLatin1String("k") ? 1e3
        : unit == QLatin1String("m")                 ? 1e6
        : unit == QLatin1String("g")                 ? 1e9
                                                     : 1;
    const double bytes = match.captured(1).toDouble() * factor;
    return bytes > 1e15 ? -1 : qRound64(bytes);
}

QString bytesWord(std::int64_t bytes)
{
    if (bytes % 1'000'000 == 0)
        return QStringLiteral("%1MB").arg(bytes / 1'000'000);
    return bytes % 1000 == 0 ? QStringLiteral("%1kB").arg(bytes / 1000) : QString::number(bytes);
}

QString spanWord(std::chrono::milliseconds span)
{
    return span % 1s == 0ms ? QStringLiteral("%1s").arg(span / 1s)
                            : QStringLiteral("%1ms").arg(span.count());
}
} // namespace

std::span<const TrafficField> trafficFields() { return Fields; }

std::span<const char *const> evictionPolicies() { return Evictions; }

const TrafficField *trafficField(const QString &name)
{
    const auto *found = std::find_if(std::begin(Fields), std::end(Fields),
        [&name](const TrafficField &field) { return name == QLatin1String(field.name); });
    return found == std::end(Fields) ? nullptr : found;
}

Result<Done> setTrafficField(TrafficSettings &traffic, const QString &name, const QString &text)
{
    if (const auto field = switchOf(name)) {
        if (text != QLatin1String("on") && text != QLatin1String("off"))
            return usage(name, QStringLiteral("\"%1\" will not do; say on or off.").arg(text));
        traffic.*field = text == QLatin1String("on");
        return Done{};
    }
    if (name == QLatin1String("clients")) {
        const auto clients = number(name, text, 1, 64);
        if (!clients)
            return clients.error();
        traffic.clients = static_cast<int>(*clients);
    } else if (name == QLatin1String("rate")) {
        const bool max = text == QLatin1String("max");
        const auto rate = max ? Result<double>(0.0) : number(name, text, 1, 1e6);
        if (!rate)
            return rate.error();
        traffic.rate = *rate;
    } else if (name == QLatin1String("price")) {
        const auto price = number(name, text, 0, 1e6);
        if (!price)
            return price.error();
        traffic.price = *price;
    } else if (name == QLatin1String("ttl")) {
        const auto span = parseSpan(text);
        if (!span)
            return usage(name, QString::fromStdString(span.error().text));
        if (*span < 100ms || *span > 24h)
            return usage(
                name, QStringLiteral("%1 will not do; give a time from 100ms to 24h.").arg(text));
        traffic.ttl = *span;
    } else if (name == QLatin1String("max-memory")) {
        const auto bytes = parseBytes(text);
        if (bytes < 1'000'000 || bytes > 64'000'000'000)
            return usage(name,
                QStringLiteral("\"%1\" will not do; give a size from 1MB to 64GB.").arg(text));
        traffic.maxMemory = bytes;
    } else if (name == QLatin1String("eviction")) {
        QStringList known;
        for (const char *policy : Evictions)
            known << QLatin1String(policy);
        if (!known.contains(text))
            return usage(name,
                QStringLiteral("\"%1\" is none of Redis' policies; they are %2.")
                    .arg(text, known.join(QStringLiteral(", "))));
        traffic.evictionPolicy = text.toStdString();
    } else {
        QStringList known;
        for (const auto &field : Fields)
            known << QLatin1String(field.name);
        return usage(name,
            QStringLiteral("there is no such setting; known are %1.")
                .arg(known.join(QStringLiteral(", "))));
    }
    return Done{};
}

QString trafficFieldText(const TrafficSettings &traffic, const QString &name)
{
    if (const auto field = switchOf(name))
        return traffic.*field ? QStringLiteral("on") : QStringLiteral("off");
    if (name == QLatin1String("clients"))
        return QString::number(traffic.clients);
    if (name == QLatin1String("rate"))
        return traffic.rate > 0 ? QString::number(traffic.rate, 'g', 12) : QStringLiteral("max");
    if (name == QLatin1String("price"))
        return QString::number(traffic.price, 'g', 12);
    if (name == QLatin1String("ttl"))
        return spanWord(traffic.ttl);
    if (name == QLatin1String("max-memory"))
        return bytesWord(traffic.maxMemory);
    if (name == QLatin1String("eviction"))
        return QString::fromStdString(traffic.evictionPolicy);
    return {};
}

} // namespace tierlens
