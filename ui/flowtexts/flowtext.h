// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStringList>

#include <cstddef>
#include <cstdint>

namespace tierlens {

// The three boxes and the pipes between them, in the order in which the keyboard visits them.
enum class FlowNode : std::uint8_t { App, Redis, Postgres };
constexpr std::size_t FlowNodeCount = 3;

enum class FlowPipe : std::uint8_t {
    Ask, // App → Redis
    Answer, // Redis → App
    Miss, // Redis → Postgres
    Row, // Postgres → Redis, with the fill
    Write, // App → Postgres, below; also reads that go past Redis
    Back, // Postgres → App, below: their answers
    Invalidate // Postgres → Redis, above
};
constexpr std::size_t FlowPipeCount = 7;

// Every piece of text in the picture.
enum class FlowText : std::uint8_t {
    Title,
    Rate,
    LegendHit,
    LegendMiss,
    LegendWrite,
    LegendInvalidated,
    LegendFailed, // only while something fails
    AppName,
    AppAbout,
    Typical,
    TypicalLabel,
    Slowest,
    SlowestLabel,
    RedisName,
    RedisAbout,
    Hits,
    HitsLabel,
    Misses,
    MissesLabel,
    HitRate, // in the ring
    HitRateLabel, // below it; presenter mode
    Keys,
    Disk,
    RedisWord, // instead of the figures: "not running"
    RedisWhy,
    PostgresName,
    PostgresAbout,
    Queries,
    QueriesLabel,
    Avoided,
    AvoidedLabel,
    Rows,
    Wal,
    Buffers,
    Up,
    PostgresWord,
    PostgresWhy,
    AskLabel,
    AnswerLabel,
    MissLabel,
    RowLabel,
    FillLabel,
    WriteLabel,
    InvalidateLabel,
    Sentence,
    DotNote
};
constexpr std::size_t FlowTextCount = static_cast<std::size_t>(FlowText::DotNote) + 1;

// A colour instead of the one a text has by its place.
enum class FlowInk : std::uint8_t { Usual, Plain, Dim, Good, Attention, Write, Redis, Postgres };

// One text. `variants` go from the longest to the shortest wording; the layout takes the first
// that fits. Empty: nothing to say.
struct FlowLine
{
    QStringList variants;
    QString strong; // the part of it that stands out, if any
    QString tip; // what exactly the figure is, and over which time
    FlowInk ink = FlowInk::Usual;

    bool operator==(const FlowLine &) const = default;
};

template <typename Enum> constexpr std::size_t indexOf(Enum value)
{
    return static_cast<std::size_t>(value);
}

} // namespace tierlens
