// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/event.h"
#include "core/result.h"

#include <QString>
#include <QStringList>

#include <chrono>
#include <optional>
#include <utility>
#include <vector>

namespace tierlens {

// A text as a tour's author wrote it: the same for everybody, or one for each language.
class TourText
{
public:
    void add(const QString &language, const QString &words); // language "": all of them
    bool isEmpty() const { return m_words.empty(); }
    QString in(const QString &language) const; // "de"; otherwise English, otherwise the first
    QString here() const; // in the language the window speaks
    const std::vector<std::pair<QString, QString>> &words() const { return m_words; }

private:
    std::vector<std::pair<QString, QString>> m_words;
};

// "hit_rate > 90 %", "redis up", "queries_per_second > 2 x before": see tourmeasures.h for the
// names, and for what each is measured over.
struct TourCondition
{
    enum class Is { Less, AtMost, Equal, Different, AtLeast, More };
    QString text; // as written
    QString measure;
    Is is = Is::Equal;
    double value = 0; // in the unit of the measure; with `than`: how many times that
    QString than; // another measure, or "before": this one when the step began; empty: value alone
};

struct TourOrder
{
    enum class Verb { Restart, Crash, Freeze, Invalidate, Write, Perform, Expire, Pause, Resume };
    Verb verb = Verb::Write;
    Tier tier = Tier::Redis; // Restart, Crash, Freeze
    QString what; // Invalidate: pattern, Expire: key, Perform: ScenarioText::Order::id
    std::chrono::milliseconds span{5000}; // Freeze
};

struct TourClaim
{
    TourCondition that;
    std::chrono::milliseconds within{}; // 0: it must hold when the step's wait is over
};

// What a step does, in this order: it says its caption and points; a question waits for an answer;
// settings are set, orders given; it waits; claims are looked at; the answer is revealed.
struct TourStep
{
    struct Question
    {
        TourText text, reveal;
        std::vector<TourText> choices;
        int right = 0;
    };
    int line = 0; // of the file
    TourText title, say, notes;
    QString pointAt; // one of tourPlaces(); empty: nothing
    std::vector<std::pair<QString, QString>> set; // name and value as on the command line
    std::vector<TourOrder> orders;
    std::vector<TourCondition> until; // all of them at once
    std::chrono::milliseconds limit{}; // of waiting
    std::vector<TourClaim> claims;
    std::optional<Question> ask;
};

struct Tour
{
    QString id; // the file's name without its suffix
    TourText title, subtitle;
    QString scenario;
    std::vector<std::pair<QString, QString>> set; // over the defaults, before the first step
    std::vector<TourStep> steps;

    bool needsSandbox() const; // it stops or crashes servers
};

struct TourTitle
{
    QString id, title, subtitle, scenario;
};

const std::vector<TourTitle> &shippedTours(); // in the language the window speaks
// A shipped tour's name or a file. The error says the line: "x.json, line 41: step 5: …"
Result<Tour> loadTour(const QString &nameOrFile);
Result<Tour> readTour(const QByteArray &json, const QString &fileName);

const QStringList &tourPlaces(); // what a step may point at

} // namespace tierlens
