// SPDX-License-Identifier: GPL-3.0-or-later
#include "findings/findingtext.h"

#include "core/durationtext.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace tierlens {

QString spanText(Duration span)
{
    const auto s
        = std::max<std::int64_t>(0, std::chrono::floor<std::chrono::seconds>(span).count());
    if (s < 60)
        return FindingWords::tr("%1 s").arg(s);
    if (s < 2 * 3600)
        return FindingWords::tr("%1 min").arg(s / 60);
    return FindingWords::tr("%1 h").arg(s / 3600);
}

QString agoText(Duration ago) { return FindingWords::tr("%1 ago").arg(spanText(ago)); }

QString roundedText(double value)
{
    return countText(static_cast<std::uint64_t>(std::llround(std::max(0.0, value))));
}

QString statementText(const std::string &sql)
{
    constexpr qsizetype most = 70;
    const auto text = QString::fromStdString(sql).simplified();
    return text.size() <= most ? text : text.left(most - 1) + QChar(0x2026);
}

QString patternText(const std::string &pattern) { return QString::fromStdString(pattern); }

QString begun(const QString &sentence, SinceStart since, SinceStart now)
{
    return FindingWords::tr("%1 It began %2.").arg(sentence, agoText(now - since));
}

QString lasted(const QString &sentence, Duration span)
{
    return FindingWords::tr("%1 It lasted %2.").arg(sentence, spanText(span));
}

QString lastSeen(const QString &sentence, Duration ago)
{
    return FindingWords::tr("%1 Last seen %2.").arg(sentence, agoText(ago));
}

QString awayText(const QString &server, ServerChange::State health)
{
    switch (health) {
    case ServerChange::State::Loading:
    case ServerChange::State::Starting:
        return FindingWords::tr("%1 is starting and does not serve yet.").arg(server);
    case ServerChange::State::Frozen:
        return FindingWords::tr("%1 does not answer; whoever asks it waits until they give up.")
            .arg(server);
    case ServerChange::State::Unknown:
    case ServerChange::State::Connecting:
    case ServerChange::State::Up:
    case ServerChange::State::Lost:
    case ServerChange::State::Stopping:
        break;
    }
    return FindingWords::tr("%1 cannot be reached.").arg(server); // or lets us not in
}

QString awayNext(const QString &server, ServerChange::State health)
{
    switch (health) {
    case ServerChange::State::Loading:
    case ServerChange::State::Starting:
        return FindingWords::tr("Wait until %1 has read its data; its log says how far it is.")
            .arg(server);
    case ServerChange::State::Frozen:
        return FindingWords::tr("See on its host whether the process of %1 is stopped, swapping or "
                                "busy, or whether the network drops what is sent.")
            .arg(server);
    default:
        return FindingWords::tr("See on its host whether %1 runs, and what its log said last.")
            .arg(server);
    }
}

QString failoverText(const Failover &failover, SinceStart now)
{
    const auto from = QString::fromStdString(failover.from);
    const auto span = spanText(now - failover.since);
    switch (failover.by) {
    case Failover::By::Sentinels:
        return FindingWords::tr("The old primary %1 does not answer; waiting for the Sentinels to "
                                "name a new one, for %2 now.")
            .arg(from, span);
    case Failover::By::Cluster:
        return FindingWords::tr("The old primary %1 does not answer; waiting for one of its "
                                "replicas to take over, for %2 now.")
            .arg(from, span);
    case Failover::By::Hosts:
        break;
    }
    return FindingWords::tr(
        "The old primary %1 cannot be used, while a standby answers; waiting for "
        "one to take over, for %2 now.")
        .arg(from, span);
}

Finding::Figure beforeFigure(const QString &value) { return {FindingWords::tr("Before"), value}; }
Finding::Figure nowFigure(const QString &value) { return {FindingWords::tr("Now"), value}; }

const char *findingWord(FindingKind kind)
{
    static constexpr std::array<const char *, FindingKinds> words{"hit-rate-fell",
        "evictions-began", "memory-full", "no-expiry-growth", "reads-slower", "slow-command",
        "clients-blocked", "cache-lost", "redis-away", "postgres-away", "replica-lags",
        "connections-run-out", "lock-queue", "idle-in-transaction", "statement-slower",
        "statement-more", "buffer-hit-fell", "checkpoints", "deadlocks", "temp-files",
        "expiry-cliff", "hardly-ever-hit", "failover"};
    return words[std::size_t(kind)];
}

} // namespace tierlens
