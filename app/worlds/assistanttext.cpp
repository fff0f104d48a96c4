// SPDX-License-Identifier: GPL-3.0-or-later
// What the world of the AI assistant says: its words and its board.
#include "core/durationtext.h"
#include "worlds/assistant.h"

namespace tierlens {

ScenarioText Assistant::words()
{
    ScenarioText t;
    t.id = QStringLiteral("assistant");
    t.title = tr("AI assistant");
    t.subtitle = tr("cached answers · rate limit");
    t.headline = tr("POST /ask \"How do I reset my password?\"");
    t.writeAction = tr("Edit a cited document");
    t.operations
        = {tr("answer"), tr("session"), tr("rate limit"), tr("history"), tr("document edit")};
    t.slowOperation = Answer;
    t.quickOperation = Session;
    t.quickName = tr("a session");
    t.truth = {tr("customers"), tr("documents"), tr("every conversation")};
    t.forgettable = {tr("answers"), tr("sessions"), tr("how much each has asked lately")};
    t.lossText = tr("If Redis restarts now, no conversation is lost; answers are searched for "
                    "again. While it is away nobody is let through, for nobody counts.");
    t.samplePattern = QStringLiteral("answer:*");
    t.orders = {
        {QStringLiteral("ask-new"), tr("Ask something nobody asked before"),
            tr("No answer is in Redis, so Postgres has to rank thousands of documents. Watch "
               "the request travel on to Postgres, and what it takes.")},
        {QStringLiteral("ask-again"), tr("Ask it again, in other words"),
            tr("Both questions are about the same words, so they share one key in Redis. Watch "
               "it come back from there, and nobody pay twice.")},
        {QStringLiteral("flood"), tr("Let a script ask too much"),
            tr("One customer asks twice as much as allowed. The counter in Redis lets exactly "
               "the limit through; the rest is refused before anything is searched.")},
    };
    t.priceLabel = tr("Price of one searched answer");
    t.pricedOperation = Answer;
    return t;
}

Board Assistant::board() const
{
    Board board;
    board.title = tr("Questions").toStdString();
    board.rowsTitle = tr("Asked most · from Redis").toStdString();
    board.factsTitle = tr("Since this world was opened").toStdString();
    for (const auto &topic : m_tally.mostAsked(Board::MaxRows)) {
        const auto share = static_cast<double>(topic.fromMemory) / static_cast<double>(topic.asked);
        const auto name = topicName(topic.number);
        board.rows.push_back({name, name, static_cast<double>(topic.asked),
            tr("%1 asked · %2 hits")
                .arg(countText(topic.asked), wholePercentText(share))
                .toStdString(),
            topic.lastFromMemory ? Board::Tone::Redis : Board::Tone::Postgres});
    }

    const auto totals = m_tally.totals();
    const auto share = [](std::uint64_t part, std::uint64_t whole) {
        return whole == 0 ? -1.0 : static_cast<double>(part) / static_cast<double>(whole);
    };
    const auto window = durationText(m_limit.window);
    board.facts = {
        {tr("Answered from Redis").toStdString(),
            percentText(share(totals.fromMemory, totals.asked)).toStdString(),
            tr("Of %1 questions that were answered. The others were searched for in Postgres, or "
               "waited for somebody else's search for the same.")
                .arg(countText(totals.asked))
                .toStdString(),
            Board::Tone::Redis},
        {tr("Documents ranked per search").toStdString(),
            totals.paid == 0 ? std::string("–")
                             : countText(totals.ranked / totals.paid).toStdString(),
            tr("The mean of %1 searches. Each looks up the words of the question in an index and "
               "ranks every document that has one of them, of %2 in all.")
                .arg(
                    countText(totals.paid), countText(static_cast<std::uint64_t>(m_size.documents)))
                .toStdString(),
            Board::Tone::Postgres},
        {tr("Answers written down").toStdString(), countText(totals.written).toStdString(),
            tr("Rows of history in Postgres: one for each answer, wherever it came from. A restart "
               "of Redis does not touch them.")
                .toStdString(),
            Board::Tone::Postgres},
        {tr("Limit for each customer").toStdString(),
            tr("%1 in %2", "questions in seconds").arg(m_limit.questions).arg(window).toStdString(),
            tr("A counter in Redis that expires by itself. It is raised and read in one step, so "
               "that nobody slips through between.")
                .toStdString(),
            Board::Tone::Plain},
        {tr("Refused").toStdString(), countText(totals.refused).toStdString(),
            tr("Questions of customers who had already asked %1 within %2. Nothing was searched "
               "for them. At the usual rate only the two scripts ask that much.")
                .arg(m_limit.questions)
                .arg(window)
                .toStdString(),
            totals.refused > 0 ? Board::Tone::Attention : Board::Tone::Plain},
    };
    return board;
}

} // namespace tierlens
