"""TCX files as texts: every extension, several activities, pauses, damage and traps."""

import numpy as np
import pytest
from pytest import approx
from tests.inputs.sensors.watch.conftest import (
    START,
    TCX_SPACE,
    activity,
    channel,
    codes,
    moment,
    names,
    said,
    stream,
    tcx,
    trackpoint,
)

from runtall.errors import LimitExceeded, MalformedFile, MissingStream
from runtall.inputs.sensors.fields import fields

INSIDE = (
    "<Position><LatitudeDegrees>47.5</LatitudeDegrees><LongitudeDegrees>-8.25</LongitudeDegrees>"
    "</Position><AltitudeMeters>412.5</AltitudeMeters><DistanceMeters>{way}</DistanceMeters>"
    "<HeartRateBpm><Value>150</Value></HeartRateBpm><SensorState>Present</SensorState>"
)
EXTENSION = "<Speed>3.0</Speed><RunCadence>85</RunCadence><Watts>231</Watts><Bounce>7.5</Bounce>"


def points(seconds=range(20)):
    return [trackpoint(t, INSIDE.format(way=3.0 * t), EXTENSION) for t in seconds]


def test_every_field_is_read_in_si(desk):
    raw = desk.text(tcx(activity(points())))
    values = {name: channel(raw, name).values[7] for name in names(raw)}
    assert values == approx({
        "cadence": 170 / 60, "file_cadence": 85 / 60, "speed": 3.0, "distance": 21.0,
        "altitude": 412.5, "heart_rate": 2.5, "power": 231.0, "latitude": 47.5,
        "longitude": -8.25, "bounce": 7.5, "grade": np.nan,
    } | {"grade": values.get("grade", np.nan)}, nan_ok=True)  # fmt: skip
    assert {channel(raw, n).unit for n in names(raw) & set(fields())} == {
        fields()[n].unit for n in names(raw) & set(fields())
    }
    assert (channel(raw, "bounce").unit, channel(raw, "bounce").label) == ("", "Bounce")


def test_clock_sport_and_device(desk):
    raw = desk.text(tcx(activity(points())))
    assert raw.format == "tcx"
    assert raw.start == START.isoformat().replace("+00:00", "Z")
    assert [(s.sport, s.start_s, s.end_s) for s in raw.sessions] == [("running", 0.0, 19.0)]
    assert raw.about == {"device": "Forerunner", "laps": "1"}


@pytest.mark.parametrize("space", ["", "urn:some:other", TCX_SPACE.replace("v2", "v1")])
def test_namespaces_of_any_version_are_read(desk, space):
    assert len(stream(desk.text(tcx(activity(points()), space=space))).time_s) == 20


def test_two_tracks_are_parted_by_a_pause(desk):
    raw = desk.text(tcx(activity(points(range(10)), points(range(60, 70)))))
    assert np.flatnonzero(channel(raw, "paused").values).tolist() == [9]
    assert "once, 51 s in all" in said(raw, "paused")


def test_mixed_sports_keep_their_bounds(desk):
    ride = activity(points(range(10)), sport="Biking")
    raw = desk.text(tcx(ride, activity(points(range(10, 20)))))
    assert [(s.sport, s.start_s, s.end_s) for s in raw.sessions] == [
        ("biking", 0.0, 9.0),
        ("running", 10.0, 19.0),
    ]
    assert np.isfinite(channel(raw, "cadence").values).tolist() == [False] * 10 + [True] * 10


def test_doubled_activity_counts_once(desk):
    raw = desk.text(tcx(activity(points()), activity(points())))
    assert len(stream(raw).time_s) == 20
    assert len(raw.sessions) == 1
    assert "records_twice" in codes(raw)


def test_zone_of_a_time_counts_and_its_absence_is_said(desk):
    ahead = moment(0).replace("08:30:00Z", "10:30:00+02:00")
    text = tcx(activity(points())).replace(moment(0), ahead)
    assert desk.text(text).start == START.isoformat().replace("+00:00", "Z")
    bare = desk.text(tcx(activity(points())).replace("Z</Time>", "</Time>"))
    assert bare.start == START.isoformat().replace("+00:00", "Z")
    assert "20 of its times" in said(bare, "time_zone_missing")


def test_bad_numbers_and_missing_times_are_left_out(desk):
    some = [trackpoint(None, INSIDE.format(way=1)), trackpoint(30, INSIDE.format(way="far"))]
    raw = desk.text(tcx(activity([*points(), *some])))
    assert len(stream(raw).time_s) == 21
    assert np.isnan(channel(raw, "distance").values[-1])
    assert "times_missing" in codes(raw)
    assert "DistanceMeters" in said(raw, "fields_not_numbers")


def test_heart_rate_of_zero_is_missing(desk):
    text = tcx(activity(points())).replace("<Value>150</Value>", "<Value>0</Value>", 3)
    assert np.isnan(channel(desk.text(text), "heart_rate").values[:4]).tolist() == [
        True, True, True, False,
    ]  # fmt: skip


def test_truncated_file_gives_what_was_before(desk):
    text = tcx(activity(points()))
    raw = desk.text(text[: len(text) // 2])
    count = len(stream(raw).time_s)
    assert 5 < count < 15
    assert f"the {count} track points before" in said(raw, "file_damaged")


def test_course_is_no_run(desk):
    course = tcx(activity(points())).replace("Activities", "Courses")
    course = course.replace("<Activity", "<Course").replace("</Activity", "</Course")
    with pytest.raises(MissingStream, match="a course, which was never run"):
        desk.text(course)


def test_file_without_a_point_is_refused(desk):
    with pytest.raises(MissingStream, match="no track point"):
        desk.text(tcx())
    with pytest.raises(MalformedFile, match="damaged at line 1"):
        desk.text(tcx()[:120])


BOMB = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'
OUTSIDE = '<!DOCTYPE x [<!ENTITY secret SYSTEM "file:///etc/passwd">]>'


@pytest.mark.parametrize("before", [BOMB, OUTSIDE, '<!DOCTYPE x SYSTEM "http://localhost/x.dtd">'])
def test_document_types_and_entities_are_refused(desk, before):
    with pytest.raises(MalformedFile, match="declares a document type or entities"):
        desk.text(tcx(activity(points()), before=before))


def test_document_type_behind_a_long_comment_is_refused(desk):
    before = f"<!--{'x' * 100_000}-->{OUTSIDE}"
    path = desk.folder / "run.tcx"
    path.write_text(tcx(activity(points()), before=before))
    from runtall.inputs.sensors.formats.tcx import read
    from runtall.inputs.sensors.reader import SensorSource

    source = SensorSource(path, path.stat().st_size, path.read_bytes()[:1000])
    with pytest.raises(MalformedFile, match="declares a document type or entities"):
        read(source)


def test_document_type_in_another_encoding_is_refused(desk):
    text = tcx(activity(points()), before=OUTSIDE).replace("UTF-8", "UTF-16")
    with pytest.raises(MalformedFile, match="declares a document type or entities"):
        desk.bytes(text.encode("utf-16"))


def test_point_with_too_many_values_is_refused(desk):
    crowd = "".join(f"<V{i}>1</V{i}>" for i in range(300))
    with pytest.raises(LimitExceeded, match="more than 200 values"):
        desk.text(tcx(activity([trackpoint(0, crowd)])))


def test_deep_nesting_ends_the_reading(desk):
    deep = "<a>" * 5000 + "</a>" * 5000
    raw = desk.text(tcx(activity([*points(), trackpoint(30, deep)])))
    assert len(stream(raw).time_s) == 20
    assert "file_damaged" in codes(raw)
