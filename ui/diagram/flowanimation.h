// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "flowtexts/flowtext.h"
#include "store/store.h"

#include <QCoreApplication>
#include <QStringList>

#include <array>
#include <span>
#include <vector>

namespace tierlens {

// Turns requests into dots that travel through the pipes. Pure: time is handed in, chance comes
// from a generator of its own, and nothing is drawn. Dots travel at picture speed, hundreds of
// times slower than requests. At high rates one dot stands for N requests of the same outcome.
class FlowAnimation
{
    Q_DECLARE_TR_FUNCTIONS(FlowAnimation)
public:
    enum class Kind : std::uint8_t { Question, Hit, Miss, Fill, Write, Invalidated, Failed };
    static constexpr std::size_t KindCount = 7;
    static constexpr std::size_t MaxDots = 2000;
    // More would run into each other in a pipe of 14 dots and look like a bar.
    static constexpr double MaxStartsPerSecond = 24;

    struct Dot
    {
        FlowPipe pipe{};
        Kind kind{};
        float along = 0; // share of the pipe, 0 … 1
        float strength = 1; // fades to 0 where there is no answer
    };

    FlowAnimation();

    // Requests since the last call; `dropped` more were counted without detail.
    void add(std::span<const Store::RecentRequest> requests, std::uint64_t dropped, SinceStart now);
    void advance(SinceStart now);
    void clear();

    // Dots stop before a server that does not answer; before a silent one they wait longer.
    void setAnswers(Tier tier, bool answers, bool silent = false);
    void setRoom(double dotsInPipe); // how many fit into the pipe App → Redis side by side
    void setReducedMotion(bool reduced); // no dots; pipes light up while something flows

    const std::vector<Dot> &dots() const { return m_dots; }
    bool isMoving() const { return !m_dots.empty() || m_waiting > 0; }
    bool isLit(FlowPipe pipe) const; // for reduced motion
    double pulse(FlowPipe into) const; // 0 … 1 since something arrived out of it; < 0: none
    std::uint32_t requestsPerDot() const { return m_perDot; }
    QStringList note() const; // "1 dot = 5 requests · slowed down", and shorter

private:
    enum class Route : std::uint8_t {
        Hit,
        Miss,
        MissWithoutFill,
        Coalesced,
        Bypass,
        Write,
        WriteInvalidating,
        Live,
        Refused,
        FailedAtRedis,
        FailedAtPostgres,
        FailedPastRedis,
        FailedWrite
    };
    static constexpr std::size_t RouteCount = 13;
    struct Leg;
    struct Trip // parallel to m_dots while it is in a pipe
    {
        Route route{};
        std::uint8_t leg = 0;
        bool inPipe = false, fading = false;
        SinceStart from{}, until{}; // of this leg, or of the pause before it, or of the fading
    };
    struct Counter
    {
        double waiting = 0; // requests not drawn yet
        SinceStart seenAt = std::chrono::hours{-1};
    };

    static std::span<const Leg> legs(Route route);
    static Route routeOf(const Request &request);
    void measureRate(double requests, SinceStart now);
    void start(Route route, SinceStart at);
    bool step(Trip &trip, SinceStart now); // false: it is over
    void enter(Trip &trip, SinceStart at);
    Dot drawn(const Trip &trip, SinceStart now) const;
    bool stops(FlowPipe pipe) const;
    bool isSilent(FlowPipe pipe) const;
    double chance(); // 0 … 1

    std::vector<Trip> m_trips;
    std::vector<Dot> m_dots; // what is in a pipe now
    std::array<Counter, RouteCount> m_counters;
    std::array<SinceStart, FlowPipeCount> m_arrivedAt, m_litAt;
    std::size_t m_waiting = 0; // trips that are not in a pipe
    SinceStart m_now{}, m_addedAt{}, m_rateAt{};
    double m_rate = -1, m_rateCount = 0; // requests per second; < 0: not known
    std::uint32_t m_perDot = 1;
    double m_maxStarts = MaxStartsPerSecond;
    std::uint64_t m_random = 0x9E3779B97F4A7C15;
    bool m_reduced = false;
    std::array<bool, 2> m_answers{true, true}, m_silent{};
};

} // namespace tierlens
