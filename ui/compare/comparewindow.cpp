// SPDX-License-Identifier: GPL-3.0-or-later
#include "compare/comparewindow.h"

#include "compare/runcurves.h"
#include "core/durationtext.h"
#include "core/whendone.h"
#include "theme/theme.h"

#include <QCheckBox>
#include <QClipboard>
#include <QComboBox>
#include <QGridLayout>
#include <QGuiApplication>
#include <QLabel>
#include <QProgressBar>
#include <QPushButton>
#include <QSpinBox>
#include <QVBoxLayout>

#include <algorithm>

namespace tierlens {

using namespace std::chrono_literals;

namespace {
QLabel *words(QWidget *parent, const char *role = nullptr)
{
    auto *label = new QLabel(parent);
    label->setWordWrap(true);
    label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    if (role)
        label->setProperty("role", QLatin1String(role));
    return label;
}

QSpinBox *number(int from, int to, const QString &name, const QString &suffix, QWidget *parent)
{
    auto *box = new QSpinBox(parent);
    box->setRange(from, to);
    box->setAccessibleName(name);
    box->setSuffix(suffix);
    return box;
}

// Median over the runs, moment by moment.
std::vector<double> middle(
    const std::vector<RunFigures> &runs, double (*value)(const RunFigures::Slice &))
{
    std::vector<double> curve;
    for (std::size_t i = 0; !runs.empty() && i < runs.front().slices.size(); ++i) {
        std::vector<double> all;
        for (const auto &run : runs) {
            if (i < run.slices.size() && value(run.slices[i]) >= 0)
                all.push_back(value(run.slices[i]));
        }
        curve.push_back(all.empty() ? -1 : spreadOf(all).median);
    }
    return curve;
}
} // namespace

CompareWindow::CompareWindow(Session &session, QWidget *parent)
    : QDialog(parent)
    , m_session(session)
    , m_ready(readyExperiments())
{
    setObjectName(QStringLiteral("compareWindow"));
    setWindowTitle(tr("Compare two policies"));
    setProperty("helpTopic", QStringLiteral("compare"));
    auto *rows = new QVBoxLayout(this);
    rows->setContentsMargins(20, 18, 20, 18);
    rows->setSpacing(12);
    rows->addWidget(buildQuestion());
    m_own = buildOwn();
    rows->addWidget(m_own);
    m_result = buildResult();
    rows->addWidget(m_result, 1);
    m_waiting = words(this, "dim");
    m_waiting->setAlignment(Qt::AlignCenter);
    m_waiting->setFont(theme().title());
    m_waiting->setObjectName(QStringLiteral("waitingForRuns"));
    m_waiting->hide();
    rows->addWidget(m_waiting, 1);
    rows->addStretch();
    resize(860, 640);

    connect(m_question, &QComboBox::currentIndexChanged, this, &CompareWindow::choose);
    connect(m_go, &QPushButton::clicked, this, &CompareWindow::startOrCancel);
    connect(m_copy, &QPushButton::clicked, this,
        [this] { QGuiApplication::clipboard()->setText(m_text); });
    connect(&session, &Session::comparingChanged, this, &CompareWindow::showRunning);
    connect(
        &session, &Session::comparisonProgress, this, [this](const ComparisonProgress &progress) {
            m_progress->setValue(static_cast<int>(progress.share * 1000));
            showProgress(progress);
        });
    m_result->hide();
    choose();
    showRunning(session.isComparing());
    if (const auto &last = session.lastComparison())
        showResult(*last);
}

QWidget *CompareWindow::buildQuestion()
{
    auto *box = new QWidget(this);
    m_question = new QComboBox(box);
    m_question->setAccessibleName(tr("What to compare"));
    for (const auto &experiment : m_ready)
        m_question->addItem(
            QStringLiteral("%1: %2").arg(experiment.title, experiment.question), experiment.id);
    m_question->addItem(tr("My own: two settings, side by side"), QStringLiteral("own"));
    m_explanation = words(box, "dim");
    m_repeats = number(1, 20, tr("Runs of each side"), {}, box);
    m_repeats->setToolTip(tr("The more runs, the surer: chance differs from run to run."));
    m_seconds = number(1, 120, tr("Seconds a run"), tr(" s"), box);
    m_go = new QPushButton(box);
    m_state = words(box, "dim");
    m_progress = new QProgressBar(box);
    m_progress->setRange(0, 1000);
    m_progress->setTextVisible(false);
    m_progress->setAccessibleName(tr("How far the comparison is"));

    auto *runs = new QLabel(tr("&Runs of each"), box);
    runs->setBuddy(m_repeats);
    auto *length = new QLabel(tr("&Length of a run"), box);
    length->setBuddy(m_seconds);
    auto *line = new QHBoxLayout;
    line->setSpacing(8);
    line->addWidget(runs);
    line->addWidget(m_repeats);
    line->addSpacing(12);
    line->addWidget(length);
    line->addWidget(m_seconds);
    line->addSpacing(12);
    line->addWidget(m_state, 1);
    line->addWidget(m_go);
    auto *rows = new QVBoxLayout(box);
    rows->setContentsMargins(0, 0, 0, 0);
    rows->setSpacing(8);
    rows->addWidget(m_question);
    rows->addWidget(m_explanation);
    rows->addLayout(line);
    rows->addWidget(m_progress);
    return box;
}

QWidget *CompareWindow::buildOwn()
{
    auto *box = new QWidget(this);
    auto *grid = new QGridLayout(box);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setVerticalSpacing(3);
    const auto all = PolicySet::switches();
    for (int side = 0; side < 2; ++side) {
        auto &choice = m_choices[static_cast<std::size_t>(side)];
        const auto name = side == 0 ? tr("Setting A") : tr("Setting B");
        auto *title = new QLabel(name, box);
        title->setFont(theme().bold13());
        grid->addWidget(title, 0, side);
        for (std::size_t i = 0; i < all.size(); ++i) {
            auto *check = new QCheckBox(all[i].label, box);
            check->setToolTip(all[i].help);
            check->setAccessibleName(QStringLiteral("%1: %2").arg(name, all[i].label));
            check->setChecked(PolicySet{}.*all[i].field);
            grid->addWidget(check, static_cast<int>(i) + 1, side);
            choice.switches.push_back(check);
        }
        choice.ttl = number(1, 600, tr("%1: time to live").arg(name), tr(" s to live"), box);
        choice.ttl->setValue(30);
        grid->addWidget(choice.ttl, static_cast<int>(all.size()) + 1, side, Qt::AlignLeft);
    }
    return box;
}

QWidget *CompareWindow::buildResult()
{
    auto *box = new QWidget(this);
    m_headline = words(box);
    m_headline->setFont(theme().figure(20));
    m_reason = words(box);
    auto *table = new QWidget(box);
    m_figures = new QGridLayout(table);
    m_figures->setContentsMargins(0, 4, 0, 4);
    m_figures->setHorizontalSpacing(18);
    m_figures->setVerticalSpacing(4);
    m_figures->setColumnStretch(1, 1);
    m_figures->setColumnStretch(2, 1);
    m_hitRate = new RunCurves(tr("Hit rate"), box);
    m_queries = new RunCurves(tr("Queries on Postgres, a second"), box);
    for (auto *curves : {m_hitRate, m_queries})
        curves->setProperty("helpTopic", QStringLiteral("compare-measures"));
    auto *curves = new QHBoxLayout;
    curves->setSpacing(18);
    curves->addWidget(m_hitRate);
    curves->addWidget(m_queries);
    m_noise = words(box, "dim");
    m_copy = new QPushButton(tr("Copy as text"), box);
    auto *foot = new QHBoxLayout;
    foot->addWidget(m_noise, 1);
    foot->addWidget(m_copy, 0, Qt::AlignBottom);
    auto *rows = new QVBoxLayout(box);
    rows->setContentsMargins(0, 0, 0, 0);
    rows->setSpacing(8);
    rows->addWidget(m_headline);
    rows->addWidget(m_reason);
    rows->addWidget(table);
    rows->addLayout(curves);
    rows->addLayout(foot);
    return box;
}

Experiment CompareWindow::chosen() const
{
    const auto index = static_cast<std::size_t>(std::max(0, m_question->currentIndex()));
    Experiment experiment;
    if (index < m_ready.size()) {
        experiment = m_ready[index];
    } else {
        std::array<PolicySet, 2> sets;
        const auto all = PolicySet::switches();
        for (std::size_t side = 0; side < 2; ++side) {
            for (std::size_t i = 0; i < all.size(); ++i)
                sets[side].*all[i].field = m_choices[side].switches[i]->isChecked();
            sets[side].ttl = std::chrono::seconds(m_choices[side].ttl->value());
        }
        experiment = ownExperiment(sets[0], sets[1]);
    }
    experiment.repeats = m_repeats->value();
    experiment.length = std::chrono::seconds(m_seconds->value());
    return experiment;
}

void CompareWindow::choose()
{
    const auto index = static_cast<std::size_t>(std::max(0, m_question->currentIndex()));
    m_own->setVisible(index >= m_ready.size());
    const auto experiment = index < m_ready.size() ? m_ready[index] : ownExperiment({}, {});
    m_explanation->setText(experiment.explanation);
    m_repeats->setValue(experiment.repeats);
    m_seconds->setValue(static_cast<int>(experiment.length / 1s));
    const auto why = m_session.whyNotComparable(experiment);
    m_go->setEnabled(why.isEmpty() || m_session.isComparing());
    m_state->setText(why);
}

void CompareWindow::startOrCancel()
{
    if (m_session.isComparing()) {
        m_state->setText(tr("Cancelling…"));
        m_session.cancelComparison();
        return;
    }
    m_progress->setValue(0);
    m_state->setText(tr("Making room…"));
    m_result->hide(); // of another question, perhaps
    m_waiting->setText(m_state->text());
    m_waiting->show();
    m_running = chosen();
    m_elapsed.invalidate();
    whenDone(m_session.compare(m_running), this, [this](const Result<ComparisonResult> &result) {
        m_waiting->hide();
        m_state->setText(result ? tr("Done.") : QString::fromStdString(result.error().text));
        if (result)
            showResult(*result);
    });
}

// Which run is on, and how long all of them take still: by what they are to take, and as soon as
// some have run by what they took.
void CompareWindow::showProgress(const ComparisonProgress &progress)
{
    if (!m_elapsed.isValid())
        m_elapsed.start();
    const double planned = double(m_running.length.count()) * progress.runs * (1 - progress.share);
    const double measured = progress.share > 0.1
        ? double(m_elapsed.elapsed()) * (1 - progress.share) / progress.share
        : 0;
    const auto left = std::chrono::ceil<std::chrono::seconds>(
        std::chrono::duration<double, std::milli>(std::max(planned, measured)));
    m_state->setText(progress.text);
    m_waiting->setText(tr("%1\nAbout %2 left; the figures come when all have run.")
                           .arg(progress.text, upText(left)));
}

void CompareWindow::showRunning(bool running)
{
    m_go->setText(running ? tr("Cancel") : tr("Start"));
    m_go->setProperty("role", running ? QString() : QStringLiteral("primary"));
    m_go->setStyleSheet(m_go->styleSheet()); // the role decides how it looks
    m_progress->setVisible(running);
    for (QWidget *widget : {static_cast<QWidget *>(m_question), static_cast<QWidget *>(m_repeats),
             static_cast<QWidget *>(m_seconds), m_own})
        widget->setEnabled(!running);
}

void CompareWindow::showResult(const ComparisonResult &result)
{
    m_text = comparisonText(result);
    const auto &verdict = result.verdict;
    m_headline->setText(verdict.headline);
    QStringList sentences{verdict.reason, verdict.also, verdict.cost};
    sentences.removeAll(QString());
    m_reason->setText(sentences.join(QLatin1Char(' ')));
    m_noise->setText(verdict.noise + QLatin1Char('\n') + result.checkText());
    m_result->setAccessibleName(verdict.text());
    showFindings(result);
    showCurves(result);
    m_result->show();
}

void CompareWindow::showFindings(const ComparisonResult &result)
{
    while (auto *item = m_figures->takeAt(0)) {
        delete item->widget();
        delete item;
    }
    const auto add = [this](const QString &text, int row, int column, const QFont &font, bool dim) {
        auto *label = words(m_result, dim ? "dim" : nullptr);
        label->setText(text);
        label->setFont(font);
        m_figures->addWidget(label, row, column);
        return label;
    };
    const auto &sides = result.experiment.sides;
    add(QStringLiteral("━ ") + sides[0].name, 0, 1, theme().bold13(), false);
    add(QStringLiteral("┅ ") + sides[1].name, 0, 2, theme().bold13(), false);
    int row = 1;
    for (const Judgement &finding : result.verdict.findings) {
        auto *name = add(measureName(finding.measure), row, 0, theme().text13(), true);
        name->setWordWrap(false);
        name->setToolTip(measureHelp(finding.measure));
        name->setProperty("helpTopic", QStringLiteral("compare-measures"));
        for (int side = 0; side < 2; ++side) {
            const auto &spread = finding.sides[static_cast<std::size_t>(side)];
            const bool wins = finding.says
                == (side == 0 ? Judgement::Says::FirstBetter : Judgement::Says::SecondBetter);
            const auto text = measureText(finding.measure, spread.median);
            auto *value = add(wins ? text + QStringLiteral(" ✓") : text, row, side + 1,
                theme().figure(17), false);
            const auto range = tr("lowest %1, highest %2 of %3 runs")
                                   .arg(measureText(finding.measure, spread.low),
                                       measureText(finding.measure, spread.high))
                                   .arg(spread.runs);
            value->setToolTip(range);
            value->setProperty("helpTopic", QStringLiteral("compare-measures"));
            value->setAccessibleName(
                QStringLiteral("%1, %2: %3 (%4)%5")
                    .arg(measureName(finding.measure), sides[static_cast<std::size_t>(side)].name,
                        text, range, wins ? tr(", better") : QString()));
        }
        add(finding.says == Judgement::Says::Close      ? tr("within the noise")
                : finding.says == Judgement::Says::Same ? tr("the same")
                                                        : QString(),
            row, 3, theme().small(), true);
        ++row;
    }
}

void CompareWindow::showCurves(const ComparisonResult &result)
{
    const auto curves = [&result](double (*value)(const RunFigures::Slice &)) {
        return std::array{middle(result.runs[0], value), middle(result.runs[1], value)};
    };
    const double seconds = double(result.experiment.length.count()) / 1e3;
    m_hitRate->setCurves(curves([](const RunFigures::Slice &slice) { return slice.hitRate(); }),
        seconds, 1, tr("100 %"));
    const auto queries = curves([](const RunFigures::Slice &slice) {
        return static_cast<double>(slice.queries)
            / std::chrono::duration<double>(RunFigures::SliceLength).count();
    });
    double top = 1;
    for (const auto &curve : queries) {
        for (const double value : curve)
            top = std::max(top, value);
    }
    m_queries->setCurves(queries, seconds, top, rateText(top));
}

} // namespace tierlens
