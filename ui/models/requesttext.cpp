// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/requesttext.h"

#include "models/tabletext.h"

#include <QCoreApplication>

namespace tierlens {

namespace {
struct RequestTextWords
{
    Q_DECLARE_TR_FUNCTIONS(RequestText)
};

QString readCommand(ValueType type)
{
    switch (type) {
    case ValueType::Hash:
        return QStringLiteral("HGETALL %1");
    case ValueType::List:
        return QStringLiteral("LRANGE %1 0 -1");
    case ValueType::Set:
        return QStringLiteral("SMEMBERS %1");
    case ValueType::SortedSet:
        return QStringLiteral("ZRANGE %1 0 -1");
    case ValueType::None:
    case ValueType::String:
        break;
    }
    return QStringLiteral("GET %1");
}

QString fillCommand(ValueType type)
{
    switch (type) {
    case ValueType::Hash:
        return QStringLiteral("HSET %1 … + EXPIRE");
    case ValueType::List:
        return QStringLiteral("RPUSH %1 … + EXPIRE");
    case ValueType::Set:
        return QStringLiteral("SADD %1 … + EXPIRE");
    case ValueType::SortedSet:
        return QStringLiteral("ZADD %1 … + EXPIRE");
    case ValueType::None:
    case ValueType::String:
        break;
    }
    return QStringLiteral("SETEX %1");
}

bool isPlain(const Request &request)
{
    return request.type == ValueType::String || request.type == ValueType::None;
}

QString valueText(const Request &request)
{
    const auto text = oneLine(request.value.view());
    return request.value.isCut() ? text + QStringLiteral("…") : text;
}

// With a known statement it is that text, its key without prefix; otherwise the usual command.
QString command(
    const QString &statement, const QString &usual, const QString &key, const QString &prefix)
{
    if (statement.isEmpty())
        return usual.arg(key);
    QString text = statement;
    if (!prefix.isEmpty())
        text.replace(prefix + key, key);
    return text.contains(key) || text.contains(QLatin1Char(' ')) ? text
                                                                 : text + QLatin1Char(' ') + key;
}

QString result(const Request &request, const Step &step)
{
    switch (step.result) {
    case StepResult::Miss:
        return QStringLiteral(" → (nil)");
    case StepResult::Hit:
        return request.value.empty() ? QString() : QStringLiteral(" → ") + valueText(request);
    case StepResult::Failed:
        return RequestTextWords::tr(" → failed");
    case StepResult::Unanswered:
        return RequestTextWords::tr(" → no answer");
    case StepResult::Ok:
        break;
    }
    return {};
}
} // namespace

QString outcomeSymbol(Outcome outcome)
{
    switch (outcome) {
    case Outcome::Hit:
        return QStringLiteral("●");
    case Outcome::Miss:
        return QStringLiteral("◆");
    case Outcome::Coalesced:
        return QStringLiteral("◇");
    case Outcome::Bypass:
        return QStringLiteral("▷");
    case Outcome::Write:
        return QStringLiteral("■");
    case Outcome::Live:
        return QStringLiteral("○");
    case Outcome::Refused:
        return QStringLiteral("⊘");
    case Outcome::Failed:
        break;
    }
    return QStringLiteral("!");
}

QString outcomeName(Outcome outcome)
{
    switch (outcome) {
    case Outcome::Hit:
        return RequestTextWords::tr("hit");
    case Outcome::Miss:
        return RequestTextWords::tr("miss");
    case Outcome::Coalesced:
        return RequestTextWords::tr("waited");
    case Outcome::Bypass:
        return RequestTextWords::tr("bypass");
    case Outcome::Write:
        return RequestTextWords::tr("write");
    case Outcome::Live:
        return RequestTextWords::tr("live");
    case Outcome::Refused:
        return RequestTextWords::tr("refused");
    case Outcome::Failed:
        break;
    }
    return RequestTextWords::tr("failed");
}

QString outcomeSentence(Outcome outcome)
{
    switch (outcome) {
    case Outcome::Hit:
        return RequestTextWords::tr("Redis had the answer.");
    case Outcome::Miss:
        return RequestTextWords::tr("Redis did not have the answer; this request asked Postgres.");
    case Outcome::Coalesced:
        return RequestTextWords::tr(
            "Redis did not have the answer; another request was already asking Postgres, and "
            "this one waited for it (coalesced).");
    case Outcome::Bypass:
        return RequestTextWords::tr(
            "Postgres was asked without Redis: the cache is off, or Redis cannot be "
            "reached.");
    case Outcome::Write:
        return RequestTextWords::tr("A change of the truth in Postgres.");
    case Outcome::Live:
        return RequestTextWords::tr(
            "Live state that only Redis holds: read or changed there, Postgres not asked.");
    case Outcome::Refused:
        return RequestTextWords::tr(
            "Refused by a rule of the app, such as a rate limit counted in Redis.");
    case Outcome::Failed:
        break;
    }
    return RequestTextWords::tr("No answer.");
}

QString behindName(const Request &request)
{
    return request.outcome == Outcome::Write ? RequestTextWords::tr("↳ later")
                                             : RequestTextWords::tr("↳ renewal");
}

QString behindSentence(const Request &request)
{
    return request.outcome == Outcome::Write
        ? RequestTextWords::tr(
            "A queued write is carried out in Postgres (write-behind). Nobody waited for this.")
        : RequestTextWords::tr(
            "An answer is renewed, or a new value written through. It is in no figure about "
            "answers.");
}

Accent outcomeAccent(Outcome outcome)
{
    switch (outcome) {
    case Outcome::Hit:
        return Accent::Hit;
    case Outcome::Miss:
    case Outcome::Coalesced:
        return Accent::Miss;
    case Outcome::Bypass:
        return Accent::Postgres;
    case Outcome::Write:
        return Accent::Write;
    case Outcome::Live:
        return Accent::Redis;
    case Outcome::Refused:
        return Accent::Invalidated;
    case Outcome::Failed:
        break;
    }
    return Accent::Invalidated;
}

QString stepText(const Request &request, const Step &step, const QString &statement,
    const QString &key, const QString &keyPrefix)
{
    switch (step.kind) {
    case StepKind::CacheRead:
        return command(statement, readCommand(request.type), key, keyPrefix)
            + result(request, step);
    case StepKind::CacheWrite: {
        QString text = command(statement, fillCommand(request.type), key, keyPrefix);
        if (statement.isEmpty() && isPlain(request))
            text += QStringLiteral(" %1 ").arg(
                        std::chrono::duration_cast<std::chrono::seconds>(request.ttl).count())
                + valueText(request);
        return text + result(request, step);
    }
    case StepKind::CacheDrop:
        return command(statement, QStringLiteral("DEL %1"), key, keyPrefix) + result(request, step);
    case StepKind::Query:
    case StepKind::TruthWrite:
        return (statement.isEmpty() ? RequestTextWords::tr("a statement whose text is not known")
                                    : statement)
            + result(request, step);
    case StepKind::Wait:
        break;
    }
    return RequestTextWords::tr("waits for the answer that another request is fetching")
        + result(request, step);
}

Duration tookIn(const Request &request, Tier tier)
{
    Duration sum{};
    for (const Step &step : request.parts()) {
        const bool postgres = step.kind == StepKind::Query || step.kind == StepKind::TruthWrite;
        if (step.kind != StepKind::Wait && postgres == (tier == Tier::Postgres))
            sum += step.took;
    }
    return sum;
}

QString shownKey(std::string_view key, const QString &prefix)
{
    const QString text = textOf(key);
    return !prefix.isEmpty() && text.startsWith(prefix) ? text.mid(prefix.size()) : text;
}

} // namespace tierlens
