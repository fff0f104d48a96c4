// SPDX-License-Identifier: GPL-3.0-or-later
#include "watching/burstdialog.h"

#include "core/durationtext.h"
#include "theme/theme.h"

#include <QFormLayout>
#include <QLabel>
#include <QProgressBar>
#include <QPushButton>
#include <QSpinBox>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>

namespace tierlens {

BurstDialog::BurstDialog(QWidget *parent)
    : QDialog(parent)
    , m_seconds(new QSpinBox(this))
    , m_lines(new QSpinBox(this))
    , m_warning(new QLabel(this))
    , m_progressText(new QLabel(this))
    , m_result(new QLabel(this))
    , m_progress(new QProgressBar(this))
    , m_start(new QPushButton(tr("Start"), this))
    , m_close(new QPushButton(this))
{
    setWindowTitle(tr("Burst"));
    setProperty("helpTopic", QStringLiteral("burst"));
    setMinimumWidth(460);
    auto *what = new QLabel(
        tr("Redis tells Tierlens every command for a short time (MONITOR). From a read and a "
           "write of the same key by the same client it is inferred what was missed and what "
           "filled it. No value is kept."),
        this);
    m_seconds->setRange(1, 10);
    m_seconds->setValue(3);
    m_seconds->setSuffix(tr(" s"));
    m_lines->setRange(1'000, 200'000);
    m_lines->setSingleStep(10'000);
    m_lines->setValue(50'000);
    m_lines->setGroupSeparatorShown(true);
    m_lines->setSuffix(tr(" lines"));
    m_result->setTextFormat(Qt::PlainText); // Redis' own words may look like tags
    for (QLabel *label : {what, m_warning, m_result})
        label->setWordWrap(true);
    what->setProperty("role", QStringLiteral("dim"));
    m_warning->setFont(theme().bold13());
    m_warning->setAccessibleName(tr("What it will cost"));
    m_result->setAccessibleName(tr("What it cost"));
    m_progressText->setProperty("role", QStringLiteral("dim"));
    m_progress->setTextVisible(false);
    m_progress->setRange(0, 1000);
    m_start->setProperty("role", QStringLiteral("primary"));
    m_start->setDefault(true);

    auto *form = new QFormLayout;
    form->addRow(tr("Ends after"), m_seconds);
    form->addRow(tr("or after"), m_lines);
    auto *buttons = new QHBoxLayout;
    buttons->addStretch(1);
    buttons->addWidget(m_close);
    buttons->addWidget(m_start);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(20, 18, 20, 16);
    column->setSpacing(12);
    column->addWidget(what);
    column->addLayout(form);
    column->addWidget(m_warning);
    column->addWidget(m_progress);
    column->addWidget(m_progressText);
    column->addWidget(m_result);
    column->addStretch(1);
    column->addLayout(buttons);

    connect(m_seconds, &QSpinBox::valueChanged, this, &BurstDialog::limitsChanged);
    connect(m_lines, &QSpinBox::valueChanged, this, &BurstDialog::limitsChanged);
    connect(m_start, &QPushButton::clicked, this, [this] {
        m_result->clear();
        Q_EMIT startRequested(limits());
    });
    connect(m_close, &QPushButton::clicked, this, &BurstDialog::reject);
    showState();
}

BurstLimits BurstDialog::limits() const
{
    return {std::chrono::seconds{m_seconds->value()}, static_cast<std::size_t>(m_lines->value())};
}

void BurstDialog::setWarning(const QString &sentence) { m_warning->setText(sentence); }

void BurstDialog::setProgress(const std::optional<BurstProgress> &progress)
{
    m_isRunning = progress.has_value();
    if (progress) {
        const BurstLimits ends = limits();
        const double time = double(progress->ran.count()) / double(Duration(ends.span).count());
        const double lines = double(progress->lines) / double(ends.lines);
        m_progress->setValue(int(1000 * std::min(1.0, std::max(time, lines))));
        m_progressText->setText(
            tr("%1, %2 lines").arg(durationText(progress->ran), countText(progress->lines)));
    }
    showState();
}

void BurstDialog::setResult(const Burst &burst)
{
    m_isRunning = false;
    m_result->setText(resultText(burst));
    showState();
}

QString BurstDialog::resultText(const Burst &burst)
{
    if (!burst.problem.empty())
        return QString::fromStdString(burst.problem);
    auto text = tr("It ran for %1 and made Redis send %2.")
                    .arg(durationText(burst.took), bytesText(burst.bytes));
    if (burst.commandsBefore > 0) {
        const double change = burst.commandsDuring / burst.commandsBefore - 1;
        text += QLatin1Char(' ')
            + tr("Redis answered %1 commands before and %2 during it (%3).")
                  .arg(rateText(burst.commandsBefore), rateText(burst.commandsDuring),
                      (change >= 0 ? QStringLiteral("+") : QStringLiteral("−"))
                          + QString::number(std::abs(change) * 100, 'f', 0) + QStringLiteral(" %"));
    }
    if (burst.cutByLines)
        text += QLatin1Char(' ') + tr("The limit of lines ended it.");
    return text;
}

void BurstDialog::showState()
{
    m_progress->setVisible(m_isRunning);
    m_progressText->setVisible(m_isRunning);
    m_result->setVisible(!m_isRunning && !m_result->text().isEmpty());
    m_warning->setVisible(!m_isRunning);
    m_seconds->setEnabled(!m_isRunning);
    m_lines->setEnabled(!m_isRunning);
    m_start->setEnabled(!m_isRunning);
    m_close->setText(m_isRunning ? tr("Stop it now") : tr("Close"));
}

void BurstDialog::reject()
{
    if (m_isRunning) {
        Q_EMIT cancelRequested();
        return;
    }
    QDialog::reject();
}

} // namespace tierlens
