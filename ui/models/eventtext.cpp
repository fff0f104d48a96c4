// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/eventtext.h"

#include "core/durationtext.h"
#include "models/requesttext.h"
#include "models/tabletext.h"
#include "sightings/sightingtext.h"

#include <QCoreApplication>

namespace tierlens {

namespace {
struct EventTextWords
{
    Q_DECLARE_TR_FUNCTIONS(EventText)
};

QString tierName(Tier tier)
{
    return tier == Tier::Redis ? QStringLiteral("Redis") : QStringLiteral("Postgres");
}

Accent tierAccent(Tier tier) { return tier == Tier::Redis ? Accent::Redis : Accent::Postgres; }

QString keysText(std::uint64_t count)
{
    return count == 1 ? EventTextWords::tr("1 key")
                      : EventTextWords::tr("%1 keys").arg(countText(count));
}

QString stateSentence(const ServerChange &change)
{
    const QString name = tierName(change.tier);
    switch (change.state) {
    case ServerChange::State::Unknown:
        return EventTextWords::tr("Nothing is known of %1 yet.").arg(name);
    case ServerChange::State::Connecting:
        return EventTextWords::tr("Connecting to %1.").arg(name);
    case ServerChange::State::Up:
        return change.version.empty()
            ? EventTextWords::tr("%1 is up.").arg(name)
            : EventTextWords::tr("%1 %2 is up.").arg(name, textOf(change.version));
    case ServerChange::State::Loading:
        return EventTextWords::tr("%1 is up, but still loading its data.").arg(name);
    case ServerChange::State::Frozen:
        return EventTextWords::tr("%1 is connected, but does not answer.").arg(name);
    case ServerChange::State::Lost:
        return EventTextWords::tr("%1 is lost: it does not accept connections.").arg(name);
    case ServerChange::State::Stopping:
        return EventTextWords::tr("%1 is stopping.").arg(name);
    case ServerChange::State::Starting:
        return EventTextWords::tr("%1 is starting.").arg(name);
    }
    return {};
}

// Each state has a shape of its own, so that it can be told without colour.
QString stateSymbol(ServerChange::State state)
{
    switch (state) {
    case ServerChange::State::Up:
        return QStringLiteral("●");
    case ServerChange::State::Lost:
        return QStringLiteral("✕");
    case ServerChange::State::Frozen:
        return QStringLiteral("‖");
    case ServerChange::State::Unknown:
    case ServerChange::State::Connecting:
    case ServerChange::State::Loading:
    case ServerChange::State::Stopping:
    case ServerChange::State::Starting:
        break;
    }
    return QStringLiteral("○");
}

EventText textOfDrop(const KeyDrop &drop)
{
    EventText text{QStringLiteral("✕"), EventTextWords::tr("keys"), {}, {}, Accent::Dim};
    const QString what = drop.key.empty() ? keysText(drop.count)
                                          : EventTextWords::tr("Key %1").arg(textOf(drop.key));
    switch (drop.reason) {
    case KeyDrop::Reason::Invalidated:
        text.accent = Accent::Invalidated;
        text.text = EventTextWords::tr("%1 invalidated: the next request for each asks Postgres.")
                        .arg(what);
        break;
    case KeyDrop::Reason::Expired:
        text.symbol = QStringLiteral("○");
        text.text = EventTextWords::tr("%1 expired: the time to live was over.").arg(what);
        break;
    case KeyDrop::Reason::Evicted:
        text.accent = Accent::Miss;
        text.text = EventTextWords::tr("%1 evicted: Redis needed the memory.").arg(what);
        break;
    case KeyDrop::Reason::Lost:
        text.accent = Accent::Invalidated;
        text.text = EventTextWords::tr("%1 lost with the Redis process that held them.").arg(what);
        if (!drop.key.empty() || drop.count == 1)
            text.text
                = EventTextWords::tr("%1 lost with the Redis process that held it.").arg(what);
        break;
    }
    return text;
}

EventText textOfCheck(const TruthCheck &check)
{
    EventText text{QStringLiteral("✓"), EventTextWords::tr("truth"), {}, {}, Accent::Hit};
    if (check.acknowledged == 0) {
        text.text = EventTextWords::tr(
            "Postgres had acknowledged no write, so there was none to look for.");
    } else if (check.lost == 0) {
        text.text = check.acknowledged == 1
            ? EventTextWords::tr(
                "The one write that Postgres had acknowledged is still there: 0 rows lost.")
            : EventTextWords::tr(
                "All %1 writes that Postgres had acknowledged are still there: 0 rows lost.")
                  .arg(countText(check.acknowledged));
    } else {
        text.symbol = QStringLiteral("✕");
        text.accent = Accent::Invalidated;
        text.text = (check.lost == 1
                ? EventTextWords::tr("%1 of %2 writes that Postgres had acknowledged is gone.")
                : EventTextWords::tr("%1 of %2 writes that Postgres had acknowledged are gone."))
                        .arg(countText(check.lost), countText(check.acknowledged));
    }
    return text;
}

EventText textOfAction(const Action &action)
{
    EventText text{
        QStringLiteral("▶"), EventTextWords::tr("action"), textOf(action.text), {}, Accent::Write};
    switch (action.kind) {
    case Action::Kind::Restart:
    case Action::Kind::Crash:
    case Action::Kind::Freeze:
        text.accent = tierAccent(action.tier);
        break;
    case Action::Kind::InvalidateKey:
    case Action::Kind::InvalidatePattern:
    case Action::Kind::InvalidateAll:
    case Action::Kind::ExpireNow:
        text.accent = Accent::Invalidated;
        break;
    case Action::Kind::Refresh:
    case Action::Kind::Write:
        break;
    case Action::Kind::Policy:
    case Action::Kind::Traffic:
        text.accent = Accent::Dim;
        break;
    }
    if (action.keysLost > 0)
        text.detail
            = EventTextWords::tr("%1 in Redis thrown away by it").arg(keysText(action.keysLost));
    return text;
}

EventText textOfNote(const Note &note)
{
    EventText text{QStringLiteral("i"), EventTextWords::tr("note"), textOf(note.text),
        textOf(note.detail), Accent::Dim};
    if (note.level == Note::Level::Warning) {
        text = {QStringLiteral("!"), EventTextWords::tr("warning"), text.text, text.detail,
            Accent::Miss};
    } else if (note.level == Note::Level::Problem) {
        text = {QStringLiteral("✕"), EventTextWords::tr("problem"), text.text, text.detail,
            Accent::Invalidated};
    }
    return text;
}

struct Writer
{
    const Event &event;

    EventText operator()(const Request &request) const
    {
        return {outcomeSymbol(request.outcome), EventTextWords::tr("request"),
            EventTextWords::tr("%1: %2 in %3.")
                .arg(textOf(request.key), outcomeName(request.outcome), durationText(event.took)),
            {}, outcomeAccent(request.outcome)};
    }
    EventText operator()(const KeyDrop &drop) const { return textOfDrop(drop); }
    EventText operator()(const TruthChange &change) const
    {
        return {QStringLiteral("■"), EventTextWords::tr("truth"),
            EventTextWords::tr("The truth of %1 changed: a cached copy is stale from now on.")
                .arg(textOf(change.key)),
            textOf(change.value), Accent::Write};
    }
    EventText operator()(const ServerChange &change) const
    {
        return {stateSymbol(change.state), tierName(change.tier),
            change.text.empty() ? stateSentence(change) : textOf(change.text),
            textOf(change.detail), tierAccent(change.tier)};
    }
    EventText operator()(const ServerSample &sample) const
    {
        const bool redis = std::holds_alternative<RedisSample>(sample.of);
        return {QStringLiteral("○"), tierName(redis ? Tier::Redis : Tier::Postgres),
            EventTextWords::tr("The counters of %1 were read.")
                .arg(tierName(redis ? Tier::Redis : Tier::Postgres)),
            {}, Accent::Dim};
    }
    EventText operator()(const CheckReading &reading) const
    {
        return {QStringLiteral("○"), tierName(reading.tier),
            EventTextWords::tr("Our counts were compared with those of %1.")
                .arg(tierName(reading.tier)),
            {}, Accent::Dim};
    }
    EventText operator()(const TruthCheck &check) const { return textOfCheck(check); }
    EventText operator()(const Action &action) const { return textOfAction(action); }
    EventText operator()(const Note &note) const { return textOfNote(note); }
    EventText operator()(const Board &board) const // not in the log
    {
        return {
            QStringLiteral("○"), EventTextWords::tr("board"), textOf(board.title), {}, Accent::Dim};
    }
    EventText operator()(const Progress &progress) const
    {
        const bool known = progress.share >= 0 && !progress.finished;
        return {progress.finished ? QStringLiteral("✓") : QStringLiteral("…"),
            EventTextWords::tr("progress"),
            progress.text.empty() ? textOf(progress.stage) : textOf(progress.text),
            known
                ? EventTextWords::tr("%1 of the preparation done").arg(percentText(progress.share))
                : QString(),
            Accent::Dim};
    }
};
} // namespace

EventText eventText(const Sighting &sighting, SinceStart now)
{
    const auto words = sightingText(sighting, now);
    return {QStringLiteral("▲"), words.name, words.sentence, words.advice, Accent::Sighting};
}

EventText eventText(const Event &event) { return std::visit(Writer{event}, event.what); }

} // namespace tierlens
