// SPDX-License-Identifier: GPL-3.0-or-later
#include "worlds/livegameboard.h"

#include "core/durationtext.h"
#include "worlds/livegamechurn.h"

#include <QCoreApplication>

#include <algorithm>
#include <cmath>

namespace tierlens {

namespace {
struct GameBoardWords
{
    Q_DECLARE_TR_FUNCTIONS(GameBoard)
};

QString bytesRate(double perSecond)
{
    return bytesText(static_cast<std::uint64_t>(std::llround(perSecond))) + QStringLiteral("/s");
}

QString countedFrom()
{
    return GameBoardWords::tr(
        "Measured over the last 5 seconds, from the counters of Postgres itself.");
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
    facts.add(
        look.lastSeconds ? GameBoardWords::tr("Last seconds") : GameBoardWords::tr("Match ends in"),
        GameBoardWords::tr("%1 s").arg(left),
        GameBoardWords::tr(
            "The match is in Redis: its state in the hash match:now, its scores in the "
            "sorted set leaderboard:now. When it ends, the result is written to Postgres "
            "and these keys disappear."),
        look.lastSeconds ? Board::Tone::Attention : Board::Tone::Redis);
    facts.add(GameBoardWords::tr("Online now"), countText(look.online),
        GameBoardWords::tr(
            "Players who have sent a heartbeat in the last %1 seconds. Each heartbeat is a "
            "key online:NAME that expires by itself. Counted once a second in the sorted "
            "set online.")
            .arg(duration_cast<seconds>(look.heartbeatLasts).count()),
        Board::Tone::Redis);
}

void addChurn(Facts &facts, const GameLook &look, const GameChurn &churn)
{
    facts.add(GameBoardWords::tr("Scores into Redis"), rateText(churn.scoresPerSecond()),
        GameBoardWords::tr("Commands ZINCRBY that Redis has answered, over the last 5 seconds."),
        Board::Tone::Redis);
    if (!churn.knowsPostgres()) {
        facts.add(GameBoardWords::tr("Postgres"), GameBoardWords::tr("does not answer"),
            GameBoardWords::tr(
                "The game goes on in Redis. Results wait there until Postgres is back."),
            Board::Tone::Bad);
        return;
    }
    const auto now = churn.now(look.straight);
    const auto tone = look.straight ? Board::Tone::Attention : Board::Tone::Postgres;
    const auto measured
        = [&now](const QString &text) { return now ? text : GameBoardWords::tr("measuring …"); };
    const auto rates = now.value_or(GameChurn::Rates{});
    facts.add(GameBoardWords::tr("Rows into Postgres"), measured(rateText(rates.rows)),
        GameBoardWords::tr("Rows inserted or changed in the tables of this game.")
            + QLatin1Char(' ') + countedFrom(),
        tone);
    facts.add(GameBoardWords::tr("Log on disk"), measured(bytesRate(rates.wal)),
        GameBoardWords::tr(
            "What Postgres writes ahead to its log (WAL), so that nothing is lost when the "
            "power fails. Of the whole server.")
            + QLatin1Char(' ') + countedFrom(),
        tone);
    facts.add(GameBoardWords::tr("Dead rows left"), measured(rateText(rates.dead)),
        GameBoardWords::tr(
            "Each change leaves the old version of its row behind, to be cleared away "
            "later (VACUUM).")
            + QLatin1Char(' ') + countedFrom(),
        tone);
    const auto other = churn.now(!look.straight);
    facts.add(look.straight ? GameBoardWords::tr("Rows with scores in Redis alone")
                            : GameBoardWords::tr("Rows with every score in Postgres"),
        other ? rateText(other->rows) : GameBoardWords::tr("not yet seen"),
        other ? GameBoardWords::tr(
            "Measured last with the switch the other way, at %1 scores: %2 rows "
            "written, %3 of log, %4 dead rows.")
                    .arg(rateText(other->scores), rateText(other->rows), bytesRate(other->wal),
                        rateText(other->dead))
              : GameBoardWords::tr(
                  "Flip the switch \"Write every score straight to Postgres\" for some "
                  "seconds to compare."));
}

void addResults(Facts &facts, const GameLook &look)
{
    if (look.saved) {
        facts.add(
            GameBoardWords::tr("Last result, saved in %1").arg(durationText(look.saved->took)),
            GameBoardWords::tr("%1 rows").arg(countText(look.saved->rows)),
            GameBoardWords::tr(
                "Match %1: all its results, written to Postgres in one transaction. The "
                "time includes the wait until they were safe on disk.")
                .arg(look.saved->match),
            Board::Tone::Good);
        facts.add(GameBoardWords::tr("won with %1 points").arg(countText(look.saved->points)),
            QString::fromStdString(look.saved->winner),
            GameBoardWords::tr("The best of match %1. In Postgres, so for good.")
                .arg(look.saved->match),
            Board::Tone::Good);
    }
    if (look.waiting > 0)
        facts.add(GameBoardWords::tr("Waiting for Postgres"),
            look.waiting == 1 ? GameBoardWords::tr("1 result")
                              : GameBoardWords::tr("%1 results").arg(countText(look.waiting)),
            GameBoardWords::tr(
                "Matches that are over and whose result could not be saved yet. Until then "
                "it is kept in Redis."),
            Board::Tone::Attention);
    if (look.lost)
        facts.add(GameBoardWords::tr("Lost with Redis"),
            GameBoardWords::tr("%1 scores").arg(countText(look.lost->scores)),
            GameBoardWords::tr(
                "Match %1 was running when Redis forgot everything. Accounts, purchases and "
                "finished results are in Postgres and not affected.")
                .arg(look.lost->match),
            Board::Tone::Bad);
}
} // namespace

Board gameBoard(const GameLook &look, const GameChurn &churn)
{
    Board board;
    Facts facts(board);
    board.factsTitle = GameBoardWords::tr("The game now").toStdString();
    if (look.match == 0 || !look.redisAnswers) {
        board.title = GameBoardWords::tr("Live game").toStdString();
        board.rowsTitle = GameBoardWords::tr("Leaderboard").toStdString();
        if (!look.redisAnswers)
            facts.add(GameBoardWords::tr("Redis"), GameBoardWords::tr("does not answer"),
                GameBoardWords::tr(
                    "The leaderboard, who is online and the running match are in Redis "
                    "alone. Without it the game stands still."),
                Board::Tone::Bad);
        addResults(facts, look);
        return board;
    }
    board.title = GameBoardWords::tr("Match %1 · %2")
                      .arg(look.match)
                      .arg(QString::fromStdString(look.map))
                      .toStdString();
    board.rowsTitle = GameBoardWords::tr("Match %1 · %2 players")
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
