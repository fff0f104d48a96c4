// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "history/watchhistory.h"
#include "watchtables/tint.h"

#include <QString>

#include <array>
#include <optional>
#include <vector>

namespace tierlens {

enum class TrafficPipe : std::uint8_t { Asked, Hits, Misses, Fills };
constexpr std::size_t TrafficPipes = 4;

// Every word and number of the traffic picture.
struct TrafficFigures
{
    struct Figure
    {
        QString value = {}, what = {};
        Tint tint = Tint::Text;
        QString topic = {}; // of the help
        bool operator==(const Figure &) const = default;
    };
    struct Box
    {
        QString title, note;
        std::vector<Figure> figures;
        QString foot;
        Tint footTint = Tint::Dim;
        // Instead of figures: why there are none. A sign, a word, a sentence.
        QString sign, word, problem;
        Tint wordTint = Tint::Dim;
        QString noteTopic = {}, footTopic = {}; // of the help
        bool operator==(const Box &) const = default;
    };
    QString heading, window; // "Traffic now", "counted by the servers, 10 s window"
    Box applications, redis, postgres;
    std::array<double, TrafficPipes> perSecond{-1, -1, -1, -1}; // < 0: not known
    std::array<QString, TrafficPipes> labels;
    bool moves = true; // false: of a time that is over
    bool operator==(const TrafficFigures &) const = default;
};

struct TrafficInput
{
    bool watchesRedis = true, watchesPostgres = true;
    const RedisLook *redis = nullptr; // the newest; null: none yet
    const PostgresLook *postgres = nullptr;
    Moment now; // of the window
    std::optional<Moment> before; // the same length an hour earlier, if that was watched
    double fills = -1; // per second, inferred; < 0: not known
    QString redisAway, postgresAway; // "for 10 s, since 08:42:22"; empty: not, or not known
    Duration fillMean{}; // of the statements that fill; 0: not known
    QString window; // "10 s window"; of a chosen range its times
    bool isLive = true; // false: paused, chosen range or snapshot; then states of now say nothing
};

TrafficFigures trafficFigures(const TrafficInput &input);

} // namespace tierlens
