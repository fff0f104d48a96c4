// SPDX-License-Identifier: GPL-3.0-or-later
// What goes on in the world of the AI assistant by itself, and what it does by order.
#include "answers/questions.h"
#include "core/durationtext.h"
#include "worlds/assistant.h"

namespace tierlens {

namespace {
constexpr int TriesForNew = 8;

QString quoted(const std::string &question)
{
    return QStringLiteral("\"%1\"").arg(QString::fromStdString(question));
}
} // namespace

Assistant::Luck::Luck(const Assistant &world, Random &random)
{
    const auto who = random() % ScriptPart;
    customer = who == 0 ? world.nightlyScript()
        : who == 1      ? world.priceBot()
                        : world.loadTest() + 1 + world.m_people(random);
    customer = std::min(customer, world.visitor());
    topic = world.m_interest(random);
    number = random() % Wordings;
    editedTopic = world.m_interest(random);
    edits = random() % EditPart;
    which = random();
}

void Assistant::play(DataLayer &layer, Random &random)
{
    const Luck luck(*this, random);
    ask(layer, luck.customer, question(luck.topic, luck.number), luck.topic);
    if (luck.edits == 0)
        editFor(layer, luck.editedTopic, luck.which);
}

// Every second edit concerns a document that an answer cites, as far as one is known; the others
// any document, and most of those stand behind no answer at all.
WriteAnswer Assistant::editFor(DataLayer &layer, std::size_t topic, std::uint64_t which)
{
    const auto key = answerPlan(question(topic, 0)).key;
    const auto cited = m_citations.documentsOf(key);
    const bool any = which % 2 == 0 || cited.empty();
    which /= 2;
    if (any) {
        const auto document = 1 + which % static_cast<std::uint64_t>(m_size.documents);
        return layer.write(editPlan(static_cast<std::int64_t>(document), {}));
    }
    return layer.write(editPlan(cited[which % cited.size()], key));
}

// The first document that the most asked question cites.
WriteAnswer Assistant::change(DataLayer &layer)
{
    const auto plan = answerPlan(question(0, 0));
    auto cited = m_citations.documentsOf(plan.key);
    if (cited.empty()) { // nobody has asked yet
        ask(layer, visitor(), question(0, 0), 0);
        cited = m_citations.documentsOf(plan.key);
    }
    if (cited.empty()) {
        WriteAnswer answer;
        answer.error = {ErrorKind::NotReady, {},
            tr("There is no answer yet whose document could be edited.").toStdString(), {}};
        return answer;
    }
    return layer.write(editPlan(cited.front(), plan.key));
}

void Assistant::clockwork(DataLayer &layer, Random &) { layer.tell(board()); }

Result<std::string> Assistant::perform(std::string_view order, DataLayer &layer)
{
    if (order == "ask-new")
        return askNew(layer);
    if (order == "ask-again")
        return askAgain(layer);
    if (order == "flood")
        return flood(layer);
    return Scenario::perform(order, layer);
}

Error Assistant::refusal() const
{
    return {ErrorKind::Refused, {},
        tr("Refused: this customer has already asked %1 questions within %2.")
            .arg(m_limit.questions)
            .arg(durationText(m_limit.window))
            .toStdString(),
        {}};
}

// Three words that nobody has put together lately. Should somebody have, then others.
Result<std::string> Assistant::askNew(DataLayer &layer)
{
    for (int i = 0; i < TriesForNew; ++i) {
        const auto number = m_freshNumber++;
        const auto &one = m_topics[number % m_topics.size()];
        const auto &other = m_topics[number / m_topics.size() % m_topics.size()];
        if (one.object == other.object)
            continue;
        Fresh fresh{one.action, one.object, other.object, {}};
        const auto text = "How do I " + fresh.action + " my " + fresh.object + " together with the "
            + fresh.other + '?';
        const auto turn = ask(layer, visitor(), text);
        if (turn.outcome == Outcome::Refused || turn.outcome == Outcome::Failed)
            return turn.error;
        if (turn.outcome == Outcome::Hit)
            continue;
        fresh.took = turn.took;
        const std::lock_guard lock(m_freshMutex);
        m_fresh = fresh;
        return tr("%1 was new: Postgres ranked %2 documents, which took %3. Now ask it again.")
            .arg(quoted(text), countText(turn.ranked), durationText(turn.took))
            .toStdString();
    }
    return Error{ErrorKind::NotReady, {},
        tr("Every question tried had been asked lately. Try again.").toStdString(), {}};
}

Result<std::string> Assistant::askAgain(DataLayer &layer)
{
    Fresh fresh;
    {
        const std::lock_guard lock(m_freshMutex);
        fresh = m_fresh;
    }
    if (fresh.action.empty())
        return Error{ErrorKind::NotReady, {},
            tr("Ask something new first; then it can be asked again.").toStdString(), {}};
    const auto text
        = "My " + fresh.other + " and my " + fresh.object + ": how can I " + fresh.action + " it?";
    const auto turn = ask(layer, visitor(), text);
    if (turn.outcome == Outcome::Refused || turn.outcome == Outcome::Failed)
        return turn.error;
    if (turn.outcome != Outcome::Hit)
        return tr("%1 means the same, but the answer was not in Redis (any more): it cost %2 "
                  "again, and %3 documents were ranked.")
            .arg(quoted(text), durationText(turn.took), countText(turn.ranked))
            .toStdString();
    const double factor = static_cast<double>(fresh.took.count())
        / static_cast<double>(std::max<Duration::rep>(1, turn.took.count()));
    return tr(
        "%1 means the same: Redis had the answer after %2 instead of %3 (%4), and no document "
        "was looked at.")
        .arg(quoted(text), durationText(turn.took), durationText(fresh.took), timesText(factor))
        .toStdString();
}

Result<std::string> Assistant::flood(DataLayer &layer)
{
    const auto began = layer.parts().clock.now();
    std::int64_t answered = 0, refused = 0, failed = 0;
    for (std::int64_t i = 0; i < 2 * m_limit.questions; ++i) {
        const auto turn
            = ask(layer, loadTest(), question(0, static_cast<std::size_t>(i) % Wordings), 0);
        if (turn.outcome == Outcome::Failed && ++failed > 2) // not with every single timeout
            return turn.error;
        answered += turn.outcome != Outcome::Refused && turn.outcome != Outcome::Failed ? 1 : 0;
        refused += turn.outcome == Outcome::Refused ? 1 : 0;
    }
    return tr("A script asked %1 questions within %2: %3 were answered, %4 refused. The limit is "
              "%5 within %6.")
        .arg(2 * m_limit.questions)
        .arg(durationText(layer.parts().clock.now() - began))
        .arg(answered)
        .arg(refused)
        .arg(m_limit.questions)
        .arg(durationText(m_limit.window))
        .toStdString();
}

} // namespace tierlens
