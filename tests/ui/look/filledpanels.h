// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/eventqueue.h"
#include "details/bottompanel.h"
#include "diagram/flowview.h"
#include "flowtexts/flowfigures.h"
#include "panels/controlspanel.h"
#include "panels/impactcard.h"
#include "panels/keyspanel.h"
#include "panels/topbar.h"
#include "ui/diagram/flowexample.h"
#include "ui/panels/impactexample.h"

#include <QBoxLayout>

#include <memory>

namespace tierlens::example {

// What the panels of the main window show, made by hand: requests, keys, servers that are up.
struct PanelContents
{
    EventQueue queue{100'000};
    Statements statements;
    StatementId select = statements.add("SELECT count(*) FROM follows WHERE followee = $1");
    Store store;
    SinceStart now{1s};

    PanelContents()
    {
        for (const auto tier : {Tier::Redis, Tier::Postgres})
            say(ServerChange{tier, ServerChange::State::Up, 0, "", {}, {}});
        PostgresSample postgres{2'020'000, 214'000'000, 0, 0, 0, 6, 240s, true, true};
        say(ServerSample{0, postgres});
        say(ServerSample{0, RedisSample{2'100'000, 64'000'000, 612, 0, 0, 0, 0, 16, 240s, false}});
        for (const auto end = now + 40s; now < end; now += 33ms) {
            for (int i = 0; i < 4; ++i)
                request(Outcome::Hit, "tierlens:profile:ivo");
            request(Outcome::Miss, "tierlens:profile:anya:followers");
            if (now.count() % 7 == 0)
                request(Outcome::Write, "tierlens:profile:raj");
            store.append(queue.drain(), now);
        }
        say(KeyDrop{KeyDrop::Reason::Invalidated, "tierlens:session:9f2c", 1});
        store.append(queue.drain(), now);
    }

    FlowFigures figures() { return flowFigures(store, context()); }

private:
    template <typename T> void say(T what)
    {
        queue.control().push({Origin::Demo, now, 0ns, std::move(what)});
    }
    void request(Outcome outcome, const std::string &key)
    {
        Request made;
        made.outcome = outcome;
        made.key = key;
        made.value = "511204";
        made.valueSize = 72;
        made.ttl = 30s;
        const auto add = [&made](Step step) { made.steps[made.stepCount++] = step; };
        const bool hit = outcome == Outcome::Hit;
        if (outcome == Outcome::Write) {
            add({StepKind::TruthWrite, StepResult::Ok, 0, StatementId::None, 6, 0us, 900us});
        } else {
            add({StepKind::CacheRead, hit ? StepResult::Hit : StepResult::Miss, 0,
                StatementId::None, 6, 0us, 100us});
            if (!hit) {
                add({StepKind::Query, StepResult::Ok, 0, select, 1, 110us, 41ms});
                add({StepKind::CacheWrite, StepResult::Ok, 0, StatementId::None, 6, 41200us,
                    120us});
            }
        }
        queue.control().push({Origin::Demo, now, hit ? 105us : 41400us, made});
    }
};

inline PanelContents &panels()
{
    static PanelContents contents;
    return contents;
}

// The main window's panels in its arrangement, filled.
inline std::unique_ptr<QWidget> filled(BottomPanel::Tab tab)
{
    auto &from = panels();
    auto window = std::make_unique<QWidget>();
    auto *rows = new QVBoxLayout(window.get());
    rows->setContentsMargins(0, 0, 0, 0);
    rows->setSpacing(0);
    rows->addWidget(new TopBar(window.get()));
    auto *columns = new QHBoxLayout;
    columns->setContentsMargins(12, 12, 12, 12);
    columns->setSpacing(12);
    columns->addWidget(new ControlsPanel(window.get()));
    auto *middle = new QVBoxLayout;
    middle->setSpacing(12);
    auto *flow = new FlowView(window.get());
    flow->setFigures(from.figures());
    middle->addWidget(flow, 47);
    auto *bottom = new BottomPanel(from.store, from.statements,
        {QStringLiteral("follower count"), QStringLiteral("profile")}, QStringLiteral("tierlens:"),
        window.get());
    if (tab == BottomPanel::Timings) {
        auto *card = new ImpactCard(window.get());
        card->setImpact(restartImpact(), from.store.timings(), from.now);
        middle->addWidget(card);
    }
    bottom->open(tab);
    bottom->refresh(from.now);
    middle->addWidget(bottom, 53);
    columns->addLayout(middle, 1);
    auto *keys = new KeysPanel(from.store, QStringLiteral("tierlens:"), window.get());
    keys->refresh(from.now);
    keys->selectKey(QStringLiteral("tierlens:profile:ivo"));
    columns->addWidget(keys);
    rows->addLayout(columns, 1);
    return window;
}

} // namespace tierlens::example
