// SPDX-License-Identifier: GPL-3.0-or-later
#include "patterns/keypatterns.h"

#include "patterns/nametree.h"

#include <QCoreApplication>

#include <algorithm>
#include <array>
#include <cmath>
#include <list>
#include <unordered_map>
#include <unordered_set>

namespace tierlens {

using namespace std::chrono_literals;

namespace {

struct KeyPatternsWords
{
    Q_DECLARE_TR_FUNCTIONS(KeyPatterns)
};

// A whole round meets every key that lives; DBSIZE also counts those whose time is over.
constexpr double LeastOfAll = 0.9;
constexpr std::uint32_t NotNamed = ~0U;

} // namespace

struct KeyPatterns::Sample
{
    KeySample key;
    std::uint32_t round = 0; // in which it was last met
    bool whole = false; // it belongs to the newest round that was looked at whole
    std::uint32_t pattern = NotNamed; // index into the names
};

struct KeyPatterns::Known
{
    NameTree tree;
    std::list<Sample> samples; // that were met least lately come first
    std::unordered_map<std::string_view, std::list<Sample>::iterator> byKey;
    std::vector<std::string> names; // of patterns, as the tree gives them
    std::unordered_map<std::string, std::uint32_t> nameIndex;
    std::unordered_set<std::string> shown; // those that are told apart
    std::uint64_t namedAt = 0; // the tree's version
    std::uint32_t round = 1;
    std::uint64_t metInRound = 0; // different keys
    bool overflowed = false; // keys of the round that is going on had to leave
    bool hasWhole = false, wholeIsAll = false;

    std::uint32_t nameOf(std::string_view key)
    {
        auto text = tree.patternOf(partsOf(key));
        if (text == "*")
            text = noPattern();
        else if (text.empty())
            text = other();
        const auto [found, isNew]
            = nameIndex.try_emplace(text, static_cast<std::uint32_t>(names.size()));
        if (isNew)
            names.push_back(std::move(text));
        return found->second;
    }
    const std::string &shownName(std::uint32_t name, const std::string &rest) const
    {
        return shown.contains(names[name]) ? names[name] : rest;
    }
};

KeyPatterns::KeyPatterns()
    : m_known(std::make_unique<Known>())
{ }

KeyPatterns::~KeyPatterns() = default;
KeyPatterns::KeyPatterns(KeyPatterns &&) noexcept = default;
KeyPatterns &KeyPatterns::operator=(KeyPatterns &&) noexcept = default;

std::string KeyPatterns::noPattern() { return KeyPatternsWords::tr("(no pattern)").toStdString(); }
std::string KeyPatterns::other() { return KeyPatternsWords::tr("(other)").toStdString(); }

void KeyPatterns::add(const KeySampling &sampling)
{
    auto &known = *m_known;
    m_keysInAll = sampling.keysInAll;
    for (const auto &key : sampling.keys) {
        if (const auto met = known.byKey.find(key.key); met != known.byKey.end()) {
            auto &sample = *met->second;
            if (sample.round != known.round)
                ++known.metInRound;
            sample.key = key; // as long as before: the index still looks at these characters
            sample.round = known.round;
            known.samples.splice(known.samples.end(), known.samples, met->second);
            continue;
        }
        known.tree.add(partsOf(key.key));
        known.samples.push_back({key, known.round});
        known.byKey.emplace(known.samples.back().key.key, std::prev(known.samples.end()));
        ++known.metInRound;
        if (known.samples.size() > MostKeys) {
            known.overflowed = true;
            known.byKey.erase(known.samples.front().key.key);
            known.samples.pop_front();
        }
    }
    if (sampling.roundEnds)
        endRound();
    choosePatterns();
}

void KeyPatterns::endRound()
{
    auto &known = *m_known;
    known.hasWhole = !known.overflowed;
    known.wholeIsAll = double(known.metInRound) >= LeastOfAll * double(m_keysInAll);
    // What this round did not meet is there no more.
    while (known.hasWhole && !known.samples.empty() && known.samples.front().round < known.round) {
        known.byKey.erase(known.samples.front().key.key);
        known.samples.pop_front();
    }
    for (auto &sample : known.samples)
        sample.whole = known.hasWhole;
    ++known.round;
    known.metInRound = 0;
    known.overflowed = false;
    known.tree.settle();
}

// At most so many patterns are told apart; one that was, gives way only to a much larger one.
void KeyPatterns::choosePatterns()
{
    auto &known = *m_known;
    const bool renamed = known.namedAt != known.tree.version();
    known.namedAt = known.tree.version();
    if (renamed) {
        known.names.clear();
        known.nameIndex.clear();
    }
    for (auto &sample : known.samples) {
        if (renamed || sample.pattern == NotNamed)
            sample.pattern = known.nameOf(sample.key.key);
    }
    std::vector<double> counts(known.names.size());
    for (const auto &sample : known.samples)
        counts[sample.pattern] += 1;
    std::vector<std::pair<double, const std::string *>> order;
    for (std::size_t i = 0; i < counts.size(); ++i) {
        const bool wasShown = known.shown.contains(known.names[i]);
        if (counts[i] > 0)
            order.emplace_back(wasShown ? counts[i] * 2 + 1 : counts[i], &known.names[i]);
    }
    if (order.size() > MostPatterns) {
        std::sort(order.begin(), order.end(), [](const auto &a, const auto &b) {
            return a.first != b.first ? a.first > b.first : *a.second < *b.second;
        });
        order.resize(MostPatterns - 1); // and the rest
    }
    std::unordered_set<std::string> shown;
    for (const auto &[count, name] : order)
        shown.insert(*name);
    known.shown = std::move(shown);
}

bool KeyPatterns::counts(const Sample &sample) const
{
    return !m_known->hasWhole || m_known->overflowed || sample.whole;
}

KeyPatterns::Scale KeyPatterns::scale() const
{
    Scale scale;
    for (const auto &sample : m_known->samples)
        scale.sampled += counts(sample) ? 1 : 0;
    scale.counted = m_known->hasWhole && !m_known->overflowed && m_known->wholeIsAll;
    if (!scale.counted && scale.sampled > 0 && m_keysInAll > scale.sampled)
        scale.factor = double(m_keysInAll) / double(scale.sampled);
    return scale;
}

// Half of Wilson's interval of a share at 95 %, the wider side, less what was looked at already.
double KeyPatterns::Scale::error(std::uint64_t of, double all) const
{
    if (counted || sampled == 0 || all <= double(sampled))
        return 0;
    const double n = double(sampled), share = double(of) / n, z = 1.96;
    const double middle = (share + z * z / (2 * n)) / (1 + z * z / n);
    const double half
        = z / (1 + z * z / n) * std::sqrt(share * (1 - share) / n + z * z / (4 * n * n));
    const double wider = half + std::abs(middle - share);
    return wider * all * std::sqrt(1 - n / all);
}

std::vector<PatternFigures> KeyPatterns::figures(SinceStart now) const
{
    struct Sums
    {
        PatternFigures figures;
        std::uint64_t measured = 0, withExpiry = 0, idleKnown = 0, idle = 0;
        double bytes = 0;
        std::vector<Duration> ttls;
        std::array<std::uint64_t, std::size_t(ValueType::SortedSet) + 1> types{};
    };
    const auto &known = *m_known;
    const auto scale = this->scale();
    const auto rest = other(), nameless = noPattern();
    std::unordered_map<std::string_view, Sums> sums;
    for (const auto &sample : known.samples) {
        if (!counts(sample))
            continue;
        const auto &key = sample.key;
        auto &sum = sums[known.shownName(sample.pattern, rest)];
        ++sum.figures.sampled;
        if (key.bytes > 0) {
            ++sum.measured;
            sum.bytes += double(key.bytes);
            if (key.bytes > sum.figures.largest) {
                sum.figures.largest = key.bytes;
                sum.figures.largestKey = key.key;
            }
        }
        if (key.expires) {
            ++sum.withExpiry;
            if (key.expiresAt > now)
                sum.ttls.push_back(key.expiresAt - now);
        }
        sum.idleKnown += key.idle >= Duration::zero() ? 1 : 0;
        sum.idle += key.idle >= 1h ? 1 : 0;
        ++sum.types[std::size_t(key.type)];
    }
    std::vector<PatternFigures> all;
    for (auto &[pattern, sum] : sums) {
        auto &figures = sum.figures;
        figures.pattern = pattern;
        // A name without a * is one key, however few of all were looked at.
        const bool isOneName = pattern.find('*') == std::string_view::npos
            && pattern != std::string_view(rest) && pattern != std::string_view(nameless);
        const double factor = isOneName ? 1 : scale.factor;
        figures.keys = double(figures.sampled) * factor;
        figures.keysError = isOneName ? 0 : scale.error(figures.sampled, double(m_keysInAll));
        if (sum.measured > 0)
            figures.bytes = sum.bytes / double(sum.measured) * figures.keys;
        figures.withoutExpiry = double(figures.sampled - sum.withExpiry) / double(figures.sampled);
        if (!sum.ttls.empty()) {
            std::sort(sum.ttls.begin(), sum.ttls.end());
            figures.ttlLeast = sum.ttls.front();
            figures.ttlMedian = sum.ttls[sum.ttls.size() / 2];
            figures.ttlMost = sum.ttls.back();
            const auto soon = std::upper_bound(sum.ttls.begin(), sum.ttls.end(), Duration(1min));
            figures.expiringNextMinute = double(soon - sum.ttls.begin()) * factor;
        }
        if (sum.idleKnown > 0)
            figures.idleShare = double(sum.idle) / double(sum.idleKnown);
        const auto most = std::max_element(sum.types.begin(), sum.types.end());
        figures.type = static_cast<ValueType>(most - sum.types.begin());
        all.push_back(std::move(figures));
    }
    std::sort(all.begin(), all.end(), [](const PatternFigures &a, const PatternFigures &b) {
        return a.keys != b.keys ? a.keys > b.keys : a.pattern < b.pattern;
    });
    return all;
}

std::string KeyPatterns::patternOf(std::string_view key) const
{
    const auto &known = *m_known;
    auto pattern = known.tree.patternOf(partsOf(key));
    if (pattern.empty() || pattern == "*")
        return pattern.empty() ? pattern : noPattern();
    if (known.shown.contains(pattern) || known.shown.size() < MostPatterns - 1)
        return pattern;
    return other();
}

std::vector<double> KeyPatterns::expiring(
    const std::string &pattern, SinceStart now, std::size_t seconds) const
{
    const auto &known = *m_known;
    const auto factor = scale().factor;
    const auto rest = other();
    std::vector<double> perSecond(seconds);
    for (const auto &sample : known.samples) {
        const auto &key = sample.key;
        if (!counts(sample) || !key.expires || key.expiresAt < now
            || known.shownName(sample.pattern, rest) != pattern)
            continue;
        const auto second = static_cast<std::size_t>((key.expiresAt - now) / 1s);
        if (second < seconds)
            perSecond[second] += factor;
    }
    return perSecond;
}

std::uint64_t KeyPatterns::sampledKeys() const { return scale().sampled; }

namespace {

template <typename Before>
std::vector<KeySample> first(std::vector<const KeySample *> keys, std::size_t most, Before before)
{
    const auto end = keys.begin() + static_cast<std::ptrdiff_t>(std::min(most, keys.size()));
    std::partial_sort(keys.begin(), end, keys.end(), [&](const KeySample *a, const KeySample *b) {
        return before(*a, *b) || (!before(*b, *a) && a->key < b->key);
    });
    std::vector<KeySample> found;
    for (auto it = keys.begin(); it != end; ++it)
        found.push_back(**it);
    return found;
}

} // namespace

std::vector<KeySample> KeyPatterns::largestKeys(std::size_t most) const
{
    std::vector<const KeySample *> keys;
    for (const auto &sample : m_known->samples) {
        if (sample.key.bytes > 0)
            keys.push_back(&sample.key);
    }
    return first(std::move(keys), most,
        [](const KeySample &a, const KeySample &b) { return a.bytes > b.bytes; });
}

std::vector<KeySample> KeyPatterns::hottestKeys(std::size_t most) const
{
    std::vector<const KeySample *> keys;
    for (const auto &sample : m_known->samples) {
        if (sample.key.frequency >= 0 || sample.key.idle >= Duration::zero())
            keys.push_back(&sample.key);
    }
    return first(std::move(keys), most, [](const KeySample &a, const KeySample &b) {
        return a.frequency != b.frequency ? a.frequency > b.frequency : a.idle < b.idle;
    });
}

} // namespace tierlens
