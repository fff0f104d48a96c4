// SPDX-License-Identifier: GPL-3.0-or-later
// The orders that concern keys and rows.
#include "core/durationtext.h"
#include "datalayer/datalayer.h"
#include "postgres/queryplan.h"
#include "scenario/scenario.h"
#include "session/orderdesk.h"

#include <vector>

namespace tierlens {

namespace {
// Redis' own look-ups are none of these commands: SCAN, UNLINK and PEXPIRE count no hit and no
// miss.
constexpr std::string_view ScanCount = "1000";

QString shownKey(const std::string &key)
{
    return QString::fromStdString(key.substr(std::string_view("tierlens:").size()));
}
} // namespace

Result<Done> OrderDesk::forEachKey(const std::string &pattern,
    const std::function<Result<Done>(const std::vector<std::string> &)> &batch)
{
    if (!m_redis)
        return Error{ErrorKind::NotReady, {}, tr("Redis is not connected yet.").toStdString(), {}};
    // A pattern only ever reaches what Tierlens wrote itself.
    if (pattern.rfind("tierlens:", 0) != 0)
        return Error{ErrorKind::Refused, {},
            tr("Only keys that begin with tierlens: are touched.").toStdString(), {}};
    std::string cursor = "0";
    do {
        const auto reply = m_redis->command({"SCAN", cursor, "MATCH", pattern, "COUNT", ScanCount});
        if (!reply)
            return reply.error();
        if (reply->size() != 2)
            return Error{ErrorKind::Protocol, {},
                tr("Redis answered SCAN with something else than a cursor and keys.").toStdString(),
                {}};
        std::vector<std::string> keys;
        const auto found = (*reply)[1];
        for (std::size_t i = 0; i < found.size(); ++i)
            keys.emplace_back(found[i].text());
        cursor = (*reply)[0].text();
        if (!keys.empty()) {
            if (auto done = batch(keys); !done)
                return done;
        }
    } while (cursor != "0");
    return Done{};
}

Result<std::uint64_t> OrderDesk::countKeys(const std::string &pattern)
{
    std::uint64_t count = 0;
    const auto scanned
        = forEachKey(pattern, [&count](const std::vector<std::string> &keys) -> Result<Done> {
              count += keys.size();
              return Done{};
          });
    if (!scanned)
        return scanned.error();
    return count;
}

Result<std::uint64_t> OrderDesk::invalidate(const std::string &pattern, Action::Kind kind)
{
    push(Action{kind, Tier::Redis,
        (kind == Action::Kind::InvalidateAll ? tr("Everything invalidated")
                                             : tr("%1 invalidated").arg(shownKey(pattern)))
            .toStdString(),
        0});
    std::uint64_t removed = 0;
    const auto scanned
        = forEachKey(pattern, [&](const std::vector<std::string> &keys) -> Result<Done> {
              std::vector<std::string_view> words{"UNLINK"};
              words.insert(words.end(), keys.begin(), keys.end());
              const auto reply = m_redis->command(words);
              if (!reply)
                  return reply.error();
              // Some may have expired since SCAN named them: Redis' own answer is the count.
              auto left = static_cast<std::uint64_t>(reply->integer());
              removed += left;
              for (const auto &key : keys) {
                  push(KeyDrop{KeyDrop::Reason::Invalidated, key, left > 0 ? 1u : 0u});
                  left -= left > 0 ? 1 : 0;
              }
              return Done{};
          });
    if (!scanned) {
        note(Note::Level::Problem, scanned.error().text, scanned.error().detail);
        return scanned.error();
    }
    return removed;
}

Result<std::uint64_t> OrderDesk::invalidateKey(const std::string &key)
{
    if (!m_redis)
        return Error{ErrorKind::NotReady, {}, tr("Redis is not connected yet.").toStdString(), {}};
    push(Action{Action::Kind::InvalidateKey, Tier::Redis,
        tr("%1 invalidated").arg(shownKey(key)).toStdString(), 0});
    const auto reply = m_redis->command({"UNLINK", key});
    if (!reply) {
        note(Note::Level::Problem, reply.error().text, reply.error().detail);
        return reply.error();
    }
    const auto removed = static_cast<std::uint64_t>(reply->integer());
    push(KeyDrop{KeyDrop::Reason::Invalidated, key, removed});
    return removed;
}

Result<Done> OrderDesk::expireNow(const std::string &key)
{
    if (!m_redis)
        return Error{ErrorKind::NotReady, {}, tr("Redis is not connected yet.").toStdString(), {}};
    push(Action{Action::Kind::ExpireNow, Tier::Redis,
        tr("%1 expired").arg(shownKey(key)).toStdString(), 0});
    const auto reply = m_redis->command({"PEXPIRE", key, "1"});
    if (!reply)
        return reply.error();
    push(KeyDrop{KeyDrop::Reason::Expired, key, static_cast<std::uint64_t>(reply->integer())});
    return Done{};
}

Result<Done> OrderDesk::refresh(const std::string &key)
{
    if (!m_layer)
        return Error{
            ErrorKind::NotReady, {}, tr("The servers are not ready yet.").toStdString(), {}};
    const auto plan = m_scenario.readPlanFor(key);
    if (!plan)
        return Error{ErrorKind::Usage, {},
            tr("No query of this scenario fills the key %1.").arg(shownKey(key)).toStdString(), {}};
    push(Action{Action::Kind::Refresh, Tier::Redis,
        tr("%1 refreshed").arg(shownKey(key)).toStdString(), 0});
    const auto &answer = m_layer->refresh(*plan);
    if (answer.outcome == Outcome::Failed)
        return answer.error;
    return Done{};
}

Result<QString> OrderDesk::explain(const std::string &key)
{
    if (!m_layer)
        return Error{
            ErrorKind::NotReady, {}, tr("The servers are not ready yet.").toStdString(), {}};
    const auto plan = m_scenario.readPlanFor(key);
    if (!plan)
        return Error{ErrorKind::Usage, {},
            tr("No query fills the key %1: Redis alone holds it.").arg(shownKey(key)).toStdString(),
            {}};
    auto options = m_clientOptions;
    options.name = "tierlens-plan";
    options.statementTimeout = std::chrono::seconds{10};
    options.answerTimeout = options.statementTimeout + std::chrono::milliseconds{500};
    const auto explained = explainQuery(options, plan->loader->sql, plan->parameters);
    if (!explained)
        return explained.error();
    const auto pages = countText(explained->fromMemory + explained->fromDisk);
    auto text = tr("Postgres took %1 and read %2 rows.")
                    .arg(durationText(explained->took), countText(explained->rowsRead))
        + QLatin1Char(' ')
        + (explained->fromDisk == 0
                ? tr("It looked at %1 pages of 8 kB, all of them in its memory.").arg(pages)
                : tr("It looked at %1 pages of 8 kB; %2 of them came from disk.")
                      .arg(pages, countText(explained->fromDisk)))
        + QStringLiteral("\n\n") + QString::fromStdString(inLines(plan->loader->sql));
    for (std::size_t i = 0; i < plan->parameters.size(); ++i)
        text += QStringLiteral("\n-- $%1 = %2")
                    .arg(i + 1)
                    .arg(QString::fromStdString(plan->parameters[i]));
    return text + QStringLiteral("\n\n") + QString::fromStdString(explained->text);
}

Result<QString> OrderDesk::write()
{
    if (!m_layer)
        return Error{
            ErrorKind::NotReady, {}, tr("The servers are not ready yet.").toStdString(), {}};
    push(Action{
        Action::Kind::Write, Tier::Postgres, m_scenario.text().writeAction.toStdString(), 0});
    const auto answer = m_scenario.change(*m_layer);
    if (answer.outcome == Outcome::Failed) {
        note(Note::Level::Problem, answer.error.text, answer.error.detail);
        return answer.error;
    }
    return QString::fromStdString(answer.text);
}

Result<QString> OrderDesk::perform(const std::string &order)
{
    if (!m_layer)
        return Error{
            ErrorKind::NotReady, {}, tr("The servers are not ready yet.").toStdString(), {}};
    for (const auto &known : m_scenario.text().orders) {
        if (known.id.toStdString() == order)
            push(Action{Action::Kind::Write, Tier::Postgres, known.label.toStdString(), 0});
    }
    auto done = m_scenario.perform(order, *m_layer);
    if (!done) {
        note(Note::Level::Problem, done.error().text, done.error().detail);
        return done.error();
    }
    return QString::fromStdString(*done);
}

} // namespace tierlens
