// SPDX-License-Identifier: GPL-3.0-or-later
// bench_flow             ms per frame for 0 … 2000 dots at 1600×1000, beside a blank-frame floor
// bench_flow --grab DIR  the diagram in many states and sizes, as PNG files to look at
#include "../ui/diagram/flowexample.h"

#include "diagram/flowview.h"
#include "theme/theme.h"

#include <QApplication>
#include <QDir>
#include <QPaintEvent>
#include <QPainter>
#include <QTextStream>

#include <algorithm>
#include <functional>

using namespace tierlens;
using namespace std::chrono_literals;

namespace {
using Mix = std::vector<std::pair<Outcome, double>>; // shares of one

// Three seconds of picture, so that the pipes are full.
void play(FlowView &view, const Mix &mix, double rate, SinceStart from, Duration length = 3s)
{
    std::vector<double> due(mix.size(), 0);
    int asked = 0;
    for (Duration at{}; at < length; at += 33ms) {
        std::vector<Store::RecentRequest> batch;
        for (std::size_t i = 0; i < mix.size(); ++i) {
            for (due[i] += rate * mix[i].second * 0.033; due[i] >= 1; --due[i]) {
                auto request = example::request(mix[i].first, 0, 100us, 41ms);
                request.invalidated = request.outcome == Outcome::Write && ++asked % 2 == 0;
                batch.push_back({request, from + at, 1ms});
            }
        }
        std::rotate(batch.begin(), batch.begin() + std::ptrdiff_t(batch.size() / 3), batch.end());
        view.addRequests(batch, 0, from + at);
        view.advance(from + at);
    }
}

struct State
{
    QString name;
    std::function<FlowFigures()> figures;
    Mix mix;
    bool reduced = false;
};

std::vector<State> states()
{
    const Mix normal{{Outcome::Hit, 0.93}, {Outcome::Miss, 0.04}, {Outcome::Coalesced, 0.01},
        {Outcome::Write, 0.02}};
    const auto with = [](std::function<void(example::Filler &)> change,
                          FlowContext context = example::context()) {
        return [change, context] {
            example::Filler filler;
            filler.fill();
            change(filler);
            filler.flush(242s);
            // Traffic went on until now.
            if (context.running) {
                for (int i = 0; i < 1200; ++i)
                    filler.ask(
                        context.cache ? (i % 28 ? Outcome::Hit : Outcome::Miss) : Outcome::Bypass,
                        0, 239s + i * 2500us);
            }
            filler.flush(242s);
            return flowFigures(filler.store, context);
        };
    };
    using S = ServerChange::State;
    auto off = example::context();
    off.cache = false;
    auto paused = example::context();
    paused.running = false;
    return {
        {QStringLiteral("normal"), with([](auto &) {}), normal},
        {QStringLiteral("redis-lost"), with([](auto &f) {
             f.server(240s, Tier::Redis, S::Lost,
                 "Redis does not accept connections: connection refused.", "Connection refused");
         }),
            {{Outcome::Bypass, 0.9}, {Outcome::Write, 0.02}, {Outcome::Failed, 0.08}}},
        {QStringLiteral("postgres-frozen"), with([](auto &f) {
             f.server(239900ms, Tier::Postgres, S::Frozen, "Postgres does not answer.");
         }),
            {{Outcome::Hit, 0.9}, {Outcome::Miss, 0.1}}},
        {QStringLiteral("postgres-starting"), with([](auto &f) {
             f.server(240s, Tier::Postgres, S::Starting, "Postgres is starting and reads its log.");
         }),
            {{Outcome::Hit, 1}}},
        {QStringLiteral("cache-off"), with([](auto &) {}, off),
            {{Outcome::Bypass, 0.97}, {Outcome::Write, 0.03}}},
        {QStringLiteral("paused"), with([](auto &f) { f.flush(270s); }, paused), {}},
        {QStringLiteral("empty"),
            [] {
                example::Filler filler;
                return flowFigures(filler.store, example::context());
            },
            {}},
        {QStringLiteral("reduced"), with([](auto &) {}), normal, true},
    };
}

int grab(const QString &folder)
{
    QDir().mkpath(folder);
    struct Shot
    {
        QSize size;
        double ratio;
        bool all;
    };
    const Shot shots[]{{{931, 431}, 1, true}, {{560, 300}, 1, true}, {{620, 300}, 1, true},
        {{931, 431}, 2, false}, {{1400, 700}, 1, false}, {{760, 380}, 1, false},
        {{1900, 900}, 1, false}};
    for (const bool dark : {true, false}) {
        (dark ? Theme::darkTheme() : Theme::lightTheme())
            .applyTo(*static_cast<QApplication *>(QCoreApplication::instance()));
        for (const State &state : states()) {
            for (const Shot &shot : shots) {
                if (!shot.all && state.name != QLatin1String("normal"))
                    continue;
                FlowView view;
                view.resize(shot.size);
                view.setAttribute(Qt::WA_DontShowOnScreen);
                view.show();
                view.setReducedMotion(state.reduced);
                view.setFigures(state.figures());
                play(view, state.mix, 400, 240s);
                QImage image(shot.size * shot.ratio, QImage::Format_RGB32);
                image.setDevicePixelRatio(shot.ratio);
                view.render(&image);
                image.save(QStringLiteral("%1/%2-%3-%4x%5@%6.png")
                               .arg(folder, state.name,
                                   dark ? QStringLiteral("dark") : QStringLiteral("light"))
                               .arg(shot.size.width())
                               .arg(shot.size.height())
                               .arg(shot.ratio));
            }
        }
    }
    return 0;
}

// The least a frame can cost: one picture of the whole widget is copied.
class Blank : public QWidget
{
public:
    Blank()
    {
        setAttribute(Qt::WA_OpaquePaintEvent);
        m_picture.fill(theme().panel);
    }

protected:
    void paintEvent(QPaintEvent *) override { QPainter(this).drawPixmap(0, 0, m_picture); }

private:
    QPixmap m_picture{1600, 1000};
};

double medianOf(int frames, const std::function<void(int)> &frame)
{
    std::vector<double> times;
    for (int i = 0; i < frames; ++i) {
        const auto began = std::chrono::steady_clock::now();
        frame(i);
        times.push_back(
            std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - began)
                .count());
    }
    std::sort(times.begin(), times.end());
    return times[times.size() / 2];
}

// Presenter mode at 1920×1080, whose diagram is 1920×620: 300 dots, only what moved.
void measureStage(QTextStream &out)
{
    FlowView view;
    view.setFramed(false);
    view.resize(1920, 620);
    view.show();
    auto figures = states().front().figures();
    figures.large = true;
    view.setFigures(figures);
    SinceStart now = 1000s;
    view.advance(now);
    for (int asked = 0; asked < 300; ++asked) {
        const std::vector<Store::RecentRequest> one{
            {example::request(asked % 20 == 19 ? Outcome::Write
                     : asked % 5 == 4          ? Outcome::Miss
                                               : Outcome::Hit,
                 0, 100us, 41ms),
                now, 1ms}};
        now += 300us;
        view.addRequests(one, 0, now);
    }
    now += 400ms;
    view.advance(now);
    const auto dots = view.animation().dots().size();
    QCoreApplication::processEvents();
    std::vector<double> times;
    for (int frame = 0; frame < 40; ++frame) {
        const auto began = std::chrono::steady_clock::now();
        now += 5ms;
        view.advance(now);
        QCoreApplication::processEvents();
        times.push_back(
            std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - began)
                .count());
    }
    std::sort(times.begin(), times.end());
    out << QStringLiteral("presenter mode   %1 dots: frame median %2 ms, worst of 40 %3 ms\n")
               .arg(dots)
               .arg(times[times.size() / 2], 0, 'f', 3)
               .arg(times.back(), 0, 'f', 3);
}

int measure()
{
    QTextStream out(stdout);
    constexpr int Frames = 200;
    Blank blank;
    blank.resize(1600, 1000);
    blank.show();
    QCoreApplication::processEvents();
    const double floor = medianOf(Frames, [&](int) { blank.repaint(); });
    out << "blank frame      " << QString::number(floor, 'f', 3) << " ms\n";
    blank.hide();

    FlowView view;
    view.resize(1600, 1000);
    view.show();
    QCoreApplication::processEvents();
    view.setFigures(states().front().figures());
    for (const std::size_t wanted : {0u, 200u, 1000u, 2000u}) {
        view.clear();
        SinceStart now = 1000s + std::chrono::seconds{wanted};
        view.advance(now);
        std::vector<Store::RecentRequest> batch;
        // All within the moment before the rate is measured, as one dot each: no rate leads to so
        // many. The jitter of their speed spreads them.
        std::size_t asked = 0;
        while (asked < wanted) {
            batch.clear();
            for (; batch.size() < 8 && asked < wanted; ++asked) {
                const auto outcome = asked % 20 == 19 ? Outcome::Write
                    : asked % 9 == 8                  ? Outcome::Miss
                                                      : Outcome::Hit;
                batch.push_back({example::request(outcome, 0, 100us, 41ms), now, 1ms});
            }
            now += 100us;
            view.addRequests(batch, 0, now);
        }
        now += 500ms;
        view.advance(now);
        const auto dots = view.animation().dots().size();
        const double whole = medianOf(Frames, [&](int) { view.repaint(); });
        out << QStringLiteral("%1 dots: whole widget %2 ms (%3 × blank)")
                   .arg(dots, 5)
                   .arg(whole, 0, 'f', 3)
                   .arg(whole / floor, 0, 'f', 2);
        // As it is in use: only what moved.
        const double moved = medianOf(20, [&](int) {
            now += 5ms;
            view.advance(now);
            QCoreApplication::processEvents();
        });
        out << QStringLiteral(
            ", advance and repaint of what moved %1 ms (%2 × blank), %3 dots left\n")
                   .arg(moved, 0, 'f', 3)
                   .arg(moved / floor, 0, 'f', 2)
                   .arg(view.animation().dots().size());
    }
    measureStage(out);
    auto figures = view.figures();
    int count = 0;
    const double rebuilt = medianOf(50, [&](int) {
        figures[FlowText::Hits].variants = {QString::number(40'000 + ++count)};
        view.setFigures(figures);
        view.repaint();
    });
    out << "figures changed  " << QString::number(rebuilt, 'f', 3)
        << " ms (up to 4 times a second)\n";
    return 0;
}
} // namespace

int main(int argc, char **argv)
{
    if (qEnvironmentVariableIsEmpty("QT_QPA_PLATFORM"))
        qputenv("QT_QPA_PLATFORM", "offscreen");
    QApplication application(argc, argv);
    Theme::darkTheme().applyTo(application);
    const auto arguments = application.arguments();
    if (arguments.size() == 3 && arguments.at(1) == QLatin1String("--grab"))
        return grab(arguments.at(2));
    return measure();
}
