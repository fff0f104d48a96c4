// SPDX-License-Identifier: GPL-3.0-or-later
#include "worlds/livegameboard.h"

#include "core/durationtext.h"
#include "worlds/livegamechurn.h"

#include <QCoreApplication>

#include <algorithm>
#include <cmath>

namespace tierlens {

namespace {
struct Words
{
    Q_DECLARE_TR_FUNCTIONS(GameBoard)
};

QString bytesRate(double perSecond)
{
    return bytesText(static_cast<std::uint64_t>(std::llround(perSecond))) + QStringLiteral("/s");
}

QString countedFrom()
{
    return Words::tr("Measured over the last 5 seconds, from the counters of Postgres itself.");
}

class Facts
{
public:
    explicit Facts(Board &board)
        : m_board(board)
    { }
    void add(const QString &label, const QString &value, const QString &note,
        Board::Tone tone = Board::Tone::Plain)
    {
        m_board.facts.push_back(
            {label.toStdString(), value.toStdString(), note.toStdString(), tone});
    }

private:
    Board &m_board;
};

void addMatch(Facts &facts, const GameLook &look)
{
    using namespace std::chrono;
    const auto left = QString::number(duration_cast<seconds>(look.left).count());
    facts.add(look.lastSeconds ? Words::tr("Last seconds") : Words::tr("Match ends in"),
        Words::tr("%1 s").arg(left),
        Words::tr("The match is in Redis: its state in the hash match:now, its scores in the "
                  "sorted set leaderboard:now. When it ends, the result is written to Postgres "
                  "and these keys disappear."),
        look.lastSeconds ? Board::Tone::Attention : Board::Tone::Redis);
    facts.add(Words::tr("Online now"), countText(look.online),
        Words::tr("Players who have sent a heartbeat in the last %1 seconds. Each heartbeat is a "
                  "key online:NAME that expires by itself. Counted once a second in the sorted "
                  "set online.")
            .arg(duration_cast<seconds>(look.heartbeatLasts).count()),
        Board::Tone::Redis);
}

void addChurn(Facts &facts, const GameLook &look, const GameChurn &churn)
{
    facts.add(Words::tr("Scores into Redis"), rateText(churn.scoresPerSecond()),
        Words::tr("Commands ZINCRBY that Redis has answered, over the last 5 seconds."),
        Board::Tone::Redis);
    if (!churn.knowsPostgres()) {
        facts.add(Words::tr("Postgres"), Words::tr("does not answer"),
            Words::tr("The game goes on in Redis. Results wait there until Postgres is back."),
            Board::Tone::Bad);
        return;
    }
    const auto now = churn.now(look.straight);
    const auto tone = look.straight ? Board::Tone::Attention : Board::Tone::Postgres;
    const auto measured
        = [&now](const QString &text) { return now ? text : Words::tr("measuring …"); };
    const auto rates = now.value_or(GameChurn::Rates{});
    facts.add(Words::tr("Rows into Postgres"), measured(rateText(rates.rows)),
        Words::tr("Rows inserted or changed in the tables of this game.") + QLatin1Char(' ')
            + countedFrom(),
        tone);
    facts.add(Words::tr("Log on disk"), measured(bytesRate(rates.wal)),
        Words::tr("What Postgres writes ahead to its log (WAL), so that nothing is lost when the "
                  "power fails. Of the whole server.")
            + QLatin1Char(' ') + countedFrom(),
        tone);
    facts.add(Words::tr("Dead rows left"), measured(rateText(rates.dead)),
        Words::tr("Each change leaves the old version of its row behind, to be cleared away "
                  "later (VACUUM).")
            + QLatin1Char(' ') + countedFrom(),
        tone);
    const auto other = churn.now(!look.straight);
    facts.add(look.straight ? Words::tr("Rows with scores in Redis alone")
                            : Words::tr("Rows with every score in Postgres"),
        other ? rateText(other->rows) : Words::tr("not yet seen"),
        other ? Words::tr("Measured last with the switch the other way, at %1 scores: %2 rows "
                          "written, %3 of log, %4 dead rows.")
                    .arg(rateText(other->scores), rateText(other->rows), bytesRate(other->wal),
                        rateText(other->dead))
              : Words::tr("Flip the switch \"Write every score straight to Postgres\" for some "
                          "seconds to compare."));
}

void addResults(Facts &facts, const GameLook &look)
{
    if (look.saved) {
        facts.add(Words::tr("Last result, saved in %1").arg(durationText(look.saved->took)),
            Words::tr("%1 rows").arg(countText(look.saved->rows)),
            Words::tr("Match %1: all its results, written to Postgres in one transaction. The "
                      "time includes the wait until they were safe on disk.")
                .arg(look.saved->match),
            Board::Tone::Good);
        facts.add(Words::tr("won with %1 points").arg(countText(look.saved->points)),
            QString::fromStdString(look.saved->winner),
            Words::tr("The best of match %1. In Postgres, so for good.").arg(look.saved->match),
            Board::Tone::Good);
    }
    if (look.waiting > 0)
        facts.add(Words::tr("Waiting for Postgres"),
            look.waiting == 1 ? Words::tr("1 result")
                              : Words::tr("%1 results").arg(countText(look.waiting)),
            Words::tr("Matches that are over and whose result could not be saved yet. Until then "
                      "it is kept in Redis."),
            Board::Tone::Attention);
    if (look.lost)
        facts.add(Words::tr("Lost with Redis"),
            Words::tr("%1 scores").arg(countText(look.lost->scores)),
            Words::tr("Match %1 was running when Redis forgot everything. Accounts, purchases and "
                      "finished results are in Postgres and not affected.")
                .arg(look.lost->match),
            Board::Tone::Bad);
}
} // namespace

Board gameBoard(const GameLook &look, const GameChurn &churn)
{
    Board board;
    Facts facts(board);
    board.factsTitle = Words::tr("The game now").toStdString();
    if (look.match == 0 || !look.redisAnswers) {
        board.title = Words::tr("Live game").toStdString();
        board.rowsTitle = Words::tr("Leaderboard").toStdString();
        if (!look.redisAnswers)
            facts.add(Words::tr("Redis"), Words::tr("does not answer"),
                Words::tr("The leaderboard, who is online and the running match are in Redis "
                          "alone. Without it the game stands still."),
                Board::Tone::Bad);
        addResults(facts, look);
        return board;
    }
    board.title = Words::tr("Match %1 · %2")
                      .arg(look.match)
                      .arg(QString::fromStdString(look.map))
                      .toStdString();
    board.rowsTitle = Words::tr("Match %1 · %2 players")
                          .arg(look.match)
                          .arg(countText(look.players))
                          .toStdString();
    for (const auto &[name, points] : look.best)
        board.rows.push_back({name, name, points,
            countText(static_cast<std::uint64_t>(std::max(0.0, points))).toStdString(),
            Board::Tone::Redis});
    addMatch(facts, look);
    addChurn(facts, look, churn);
    addResults(facts, look);
    return board;
}

} // namespace tierlens
