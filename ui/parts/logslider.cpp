// SPDX-License-Identifier: GPL-3.0-or-later
#include "parts/logslider.h"

#include <QMouseEvent>
#include <QStyle>
#include <QStyleOptionSlider>

#include <algorithm>
#include <cmath>

namespace tierlens {

LogSlider::LogSlider(std::vector<double> steps, QWidget *parent)
    : QSlider(Qt::Horizontal, parent)
    , m_steps(std::move(steps))
{
    setRange(0, static_cast<int>(m_steps.size()) - 1);
    setSingleStep(1);
    setPageStep(3);
    setTracking(false);
    setFocusPolicy(Qt::StrongFocus); // not by the wheel
    connect(this, &QSlider::valueChanged, this, [this](int place) {
        if (!m_quiet)
            Q_EMIT chosen(stepAt(m_steps, place));
    });
    connect(this, &QSlider::sliderMoved, this,
        [this](int place) { Q_EMIT moved(stepAt(m_steps, place)); });
}

int LogSlider::placeOf(const std::vector<double> &steps, double value)
{
    const bool endless = steps.back() <= 0;
    if (value <= 0 && endless)
        return static_cast<int>(steps.size()) - 1;
    const auto last = steps.end() - (endless ? 1 : 0);
    const auto distance = [value](double step) { return std::abs(std::log(step / value)); };
    const auto nearest = value <= 0
        ? steps.begin()
        : std::min_element(
            steps.begin(), last, [&](double a, double b) { return distance(a) < distance(b); });
    return static_cast<int>(nearest - steps.begin());
}

double LogSlider::stepAt(const std::vector<double> &steps, int place)
{
    return steps[static_cast<std::size_t>(
        std::clamp(place, 0, static_cast<int>(steps.size()) - 1))];
}

const std::vector<double> &LogSlider::secondSteps()
{
    static const std::vector<double> steps{1, 2, 3, 5, 7, 10, 15, 20, 30, 45, 60, 90, 120, 180, 300,
        420, 600, 900, 1200, 1800, 2700, 3600};
    return steps;
}

const std::vector<double> &LogSlider::rateSteps()
{
    static const std::vector<double> steps{1, 2, 3, 5, 7, 10, 15, 20, 30, 50, 70, 100, 150, 200,
        300, 400, 500, 700, 1000, 1500, 2000, 3000, 5000, 7000, 10'000, 15'000, 20'000, 0};
    return steps;
}

void LogSlider::setNearest(double value)
{
    if (isSliderDown()) // the hand on it knows better
        return;
    m_quiet = true;
    setValue(placeOf(m_steps, value));
    m_quiet = false;
}

void LogSlider::wheelEvent(QWheelEvent *event) { event->ignore(); }

// A click beside the handle brings it there, ready to be dragged on.
void LogSlider::mousePressEvent(QMouseEvent *event)
{
    if (event->button() == Qt::LeftButton) {
        QStyleOptionSlider option;
        initStyleOption(&option);
        const QRect handle
            = style()->subControlRect(QStyle::CC_Slider, &option, QStyle::SC_SliderHandle, this);
        if (!handle.contains(event->position().toPoint())) {
            const int room = width() - handle.width();
            const int at = qRound(event->position().x()) - handle.width() / 2;
            setSliderPosition(
                QStyle::sliderValueFromPosition(minimum(), maximum(), at, room, option.upsideDown));
            Q_EMIT moved(stepAt(m_steps, sliderPosition()));
        }
    }
    QSlider::mousePressEvent(event);
}

} // namespace tierlens
