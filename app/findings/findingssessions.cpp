// SPDX-License-Identifier: GPL-3.0-or-later
// Who waits for whom, who keeps a transaction open, and whether there is room for one more.
#include "core/durationtext.h"
#include "findings/findingtext.h"
#include "findings/scene.h"

#include <algorithm>
#include <map>
#include <set>

namespace tierlens {

namespace {
using Level = Finding::Level;

using Sessions = std::map<std::int32_t, const SessionRow *>;

// Who stands at the head of the queue that `pid` is in; itself in a ring of waiters (which the
// server will find and break).
std::int32_t headOf(const Sessions &sessions, std::int32_t pid)
{
    std::set<std::int32_t> met;
    while (met.insert(pid).second) {
        const auto session = sessions.find(pid);
        if (session == sessions.end() || session->second->blockedBy.empty())
            return pid;
        pid = session->second->blockedBy.front();
    }
    return *met.begin();
}

QString who(const SessionRow *session, std::int32_t pid)
{
    if (!session)
        return FindingWords::tr("process %1").arg(pid);
    const auto &name = session->application.empty() ? session->user : session->application;
    return FindingWords::tr("process %1, %2, %3")
        .arg(QString::number(pid), QString::fromStdString(name),
            QString::fromStdString(session->state));
}

// Speaks: two sessions have waited for a lock for 3 s or one for 10 s; one finding for each who
// stands at the head of a queue.
void lockQueues(const FindingScene &scene, Signs &signs)
{
    const auto &limits = scene.limits;
    const auto &look = *scene.input.postgres;
    Sessions sessions;
    for (const auto &session : look.sessions)
        sessions[session.pid] = &session;
    struct Queue
    {
        std::uint64_t waiting = 0, long_ = 0;
        Duration longest{};
        std::string lock;
    };
    std::map<std::int32_t, Queue> queues;
    for (const auto &session : look.sessions) {
        if (session.blockedBy.empty())
            continue;
        auto &queue = queues[headOf(sessions, session.pid)];
        ++queue.waiting;
        // The wait cannot have begun before the statement did.
        if (session.queryAge >= limits.lockWait)
            ++queue.long_;
        if (session.queryAge > queue.longest) {
            queue.longest = session.queryAge;
            queue.lock = session.lock;
        }
    }
    for (const auto &[pid, queue] : queues) {
        if (queue.long_ < limits.lockWaiters && queue.longest < limits.lockWaitOfOne)
            continue;
        Sign sign;
        sign.name = {FindingKind::LockQueue, std::to_string(pid)};
        const auto *seen = scene.seenBefore(sign.name.kind, sign.name.key);
        sign.since = seen ? seen->since : std::max(look.at - queue.longest, SinceStart::zero());
        sign.worst = std::max(seen ? seen->worst : 0.0, double(queue.waiting));
        sign.level = queue.waiting >= 5 || queue.longest >= limits.lockWaitOfOne * 3
            ? Level::Problem
            : Level::Warning;
        const auto found = sessions.find(pid);
        const auto *head = found == sessions.end() ? nullptr : found->second;
        sign.subject = queue.lock.substr(0, queue.lock.find(','));
        sign.sentence = (queue.waiting == 1
                ? FindingWords::tr("One session waits for a lock of another (%1), for %2 now.")
                      .arg(who(head, pid))
                : FindingWords::tr("%1 sessions wait behind one (%2), the longest for %3 now.")
                      .arg(countText(queue.waiting), who(head, pid)))
                            .arg(spanText(queue.longest));
        sign.past = FindingWords::tr("Up to %1 sessions waited for a lock behind one (%2).")
                        .arg(roundedText(sign.worst), who(head, pid));
        sign.next = FindingWords::tr(
            "See the tree under Locks; when that session ends its transaction, the others go on.");
        sign.evidence = {{FindingWords::tr("Waiting"), countText(queue.waiting)},
            {FindingWords::tr("Longest"), spanText(queue.longest)}};
        if (!queue.lock.empty())
            sign.evidence.push_back({FindingWords::tr("Lock"), QString::fromStdString(queue.lock)});
        if (head)
            sign.evidence.push_back(
                {FindingWords::tr("Last statement"), statementText(head->query)});
        signs.push_back(std::move(sign));
    }
}

// One session that has been idle inside a transaction.
Sign idleSession(const FindingScene &scene, const SessionRow &session, bool blocks)
{
    const auto &limits = scene.limits;
    Sign sign;
    sign.name = {FindingKind::IdleInTransaction, std::to_string(session.pid)};
    const auto *seen = scene.seenBefore(sign.name.kind, sign.name.key);
    sign.since = seen ? seen->since
                      : std::max(scene.input.postgres->at - session.stateAge, SinceStart::zero());
    sign.level = blocks || session.stateAge >= limits.idleProblem ? Level::Problem : Level::Warning;
    sign.subject = session.application.empty() ? session.user : session.application;
    const auto name = FindingWords::tr("process %1, %2")
                          .arg(QString::number(session.pid), QString::fromStdString(sign.subject));
    sign.sentence
        = (blocks ? FindingWords::tr(
               "A session (%1) has been idle in a transaction for %2, and others wait for it.")
                  : FindingWords::tr("A session (%1) has been idle in a transaction for %2."))
              .arg(name, spanText(session.stateAge));
    sign.past = FindingWords::tr("A session (%1) was idle in a transaction.").arg(name);
    sign.next = FindingWords::tr("It keeps its locks and holds up VACUUM; set "
                                 "idle_in_transaction_session_timeout, or end it.");
    sign.evidence = {{FindingWords::tr("Transaction"), spanText(session.transactionAge)},
        {FindingWords::tr("Last statement"), statementText(session.query)}};
    if (!session.client.empty())
        sign.evidence.push_back(
            {FindingWords::tr("Client"), QString::fromStdString(session.client)});
    return sign;
}

// Many of them: a leak in an application, one thing to know and not hundreds.
Sign idleSessions(const FindingScene &scene, const std::vector<const SessionRow *> &idle,
    std::size_t blocking, bool areMore)
{
    const auto &longest = **std::max_element(idle.begin(), idle.end(),
        [](const auto *a, const auto *b) { return a->stateAge < b->stateAge; });
    Sign sign;
    sign.name = {FindingKind::IdleInTransaction, "many"};
    const auto *seen = scene.seenBefore(sign.name.kind, sign.name.key);
    sign.since = seen ? seen->since
                      : std::max(scene.input.postgres->at - longest.stateAge, SinceStart::zero());
    sign.worst = std::max(seen ? seen->worst : 0.0, double(idle.size()));
    sign.level = blocking > 0 || longest.stateAge >= scene.limits.idleProblem ? Level::Problem
                                                                              : Level::Warning;
    std::map<std::string, std::size_t> whose;
    for (const auto *session : idle)
        ++whose[session->application.empty() ? session->user : session->application];
    const auto most = std::max_element(whose.begin(), whose.end(),
        [](const auto &a, const auto &b) { return a.second < b.second; });
    sign.subject = most->first;
    // A look lists no more sessions than this; there may be others.
    const bool isAll = scene.input.postgres->sessions.size() < PostgresLook::MostSessions;
    const auto count = (isAll ? QString() : QStringLiteral("≥ ")) + countText(idle.size());
    sign.sentence = (areMore
            ? FindingWords::tr(
                "%1 more sessions have been idle in a transaction for %2 and longer.")
            : FindingWords::tr("%1 sessions have been idle in a transaction for %2 and longer."))
                        .arg(count, spanText(scene.limits.idleInTransaction));
    sign.past = FindingWords::tr("Up to %1 sessions were idle in a transaction.")
                    .arg(roundedText(sign.worst));
    sign.next
        = FindingWords::tr("They keep their locks and hold up VACUUM: an application does not "
                           "end its transactions; set idle_in_transaction_session_timeout.");
    sign.evidence = {{FindingWords::tr("Longest"),
                         FindingWords::tr("process %1, %2")
                             .arg(QString::number(longest.pid), spanText(longest.stateAge))},
        {FindingWords::tr("Most of them"),
            QStringLiteral("%1, %2").arg(
                QString::fromStdString(most->first), countText(most->second))},
        {FindingWords::tr("Last statement"), statementText(longest.query)}};
    if (blocking > 0)
        sign.evidence.push_back(
            {FindingWords::tr("Of these others wait for"), countText(blocking)});
    return sign;
}

// Speaks: sessions have been idle inside a transaction for a minute.
void idleInTransaction(const FindingScene &scene, Signs &signs)
{
    const auto &look = *scene.input.postgres;
    std::set<std::int32_t> blocking;
    for (const auto &session : look.sessions)
        blocking.insert(session.blockedBy.begin(), session.blockedBy.end());
    std::vector<const SessionRow *> singly, others;
    for (const auto &session : look.sessions) {
        if (session.state.rfind("idle in transaction", 0) != 0
            || session.stateAge < scene.limits.idleInTransaction)
            continue;
        // What was told of one goes on to be told of it.
        const bool isTold
            = scene.isTold(FindingKind::IdleInTransaction, std::to_string(session.pid));
        (isTold ? singly : others).push_back(&session);
    }
    if (singly.size() + others.size() <= scene.limits.idleSingly)
        singly.insert(singly.end(), others.begin(), others.end());
    else if (!others.empty())
        signs.push_back(idleSessions(scene, others,
            std::size_t(std::count_if(others.begin(), others.end(),
                [&](const auto *session) { return blocking.contains(session->pid); })),
            !singly.empty()));
    for (const auto *session : singly)
        signs.push_back(idleSession(scene, *session, blocking.contains(session->pid)));
}

// Speaks: nine tenths of the connections that are not reserved are taken.
void connectionsRunOut(const FindingScene &scene, Signs &signs)
{
    const auto &limits = scene.limits;
    const auto &state = scene.input.postgres->state;
    if (state.maxConnections == 0)
        return;
    const double share = double(state.sessions) / double(state.maxConnections);
    if (share < limits.connectionsNearlyAll)
        return;
    Sign sign;
    sign.name = {FindingKind::ConnectionsRunOut, {}};
    const auto *seen = scene.seenBefore(sign.name.kind);
    sign.since = seen ? seen->since : scene.input.postgres->at;
    sign.worst = std::max(seen ? seen->worst : 0.0, double(state.sessions));
    sign.level = share >= limits.connectionsProblem ? Level::Problem : Level::Warning;
    const auto most = countText(state.maxConnections);
    sign.sentence = begun(
        FindingWords::tr("%1 of %2 connections to PostgreSQL are in use, %3 of them active.")
            .arg(countText(state.sessions), most, countText(state.active)),
        sign.since, scene.now());
    sign.past = FindingWords::tr("Up to %1 of %2 connections to PostgreSQL were in use.")
                    .arg(roundedText(sign.worst), most);
    sign.next = FindingWords::tr(
        "See under Sessions who holds them; when all are taken, new ones are refused.");
    sign.evidence = {nowFigure(countText(state.sessions)), {FindingWords::tr("Limit"), most},
        {FindingWords::tr("Idle in transaction"), countText(state.idleInTransaction)},
        {FindingWords::tr("Waiting"), countText(state.waitingForLocks)}};
    signs.push_back(std::move(sign));
}
} // namespace

void sessionFindings(const FindingScene &scene, Signs &signs)
{
    if (!scene.hasPostgres())
        return;
    lockQueues(scene, signs);
    idleInTransaction(scene, signs);
    connectionsRunOut(scene, signs);
}

} // namespace tierlens
