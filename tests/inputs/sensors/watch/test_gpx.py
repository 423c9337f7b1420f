"""GPX files as texts: extensions, what follows from places, courses, damage."""

import numpy as np
import pytest
from pytest import approx
from tests.inputs.sensors.watch.conftest import (
    GPX_SPACE,
    START,
    channel,
    codes,
    gpx,
    names,
    said,
    stream,
    trkpt,
)

from runtall.errors import InputError, MalformedFile, MissingStream

EXTENSION = "<x:hr>150</x:hr><x:cad>85</x:cad><x:atemp>21</x:atemp><x:mood>3</x:mood>"


def points(seconds=range(60), inside="", extension=EXTENSION):
    return [trkpt(t, inside, extension) for t in seconds]


def test_every_extension_is_read(desk):
    raw = desk.text(gpx(points(inside="<ele>412.5</ele>")))
    got = {n: channel(raw, n).values[30] for n in ("heart_rate", "cadence", "temperature", "mood")}
    assert got == approx({"heart_rate": 2.5, "cadence": 170 / 60, "temperature": 21, "mood": 3})
    assert channel(raw, "altitude").values == approx(np.full(60, 412.5))
    assert channel(raw, "mood").unit == ""
    assert raw.start == START.isoformat().replace("+00:00", "Z")
    assert [(s.sport, s.start_s, s.end_s) for s in raw.sessions] == [("running", 0.0, 59.0)]
    assert raw.about["device"] == "Some Watch"


@pytest.mark.parametrize("space", ["", GPX_SPACE.replace("1/1", "1/0")])
def test_namespaces_of_any_version_are_read(desk, space):
    assert len(stream(desk.text(gpx(points(), space=space))).time_s) == 60


def test_power_beside_the_extension_is_read(desk):
    inside = "<extensions><power>231</power></extensions>"
    raw = desk.text(gpx(points(inside=inside, extension="")))
    assert channel(raw, "power").values == approx(np.full(60, 231.0))


def test_way_and_speed_follow_from_the_places(desk):
    # A runner who goes north on a sphere at 3 m/s.
    raw = desk.text(gpx(points()))
    assert channel(raw, "distance").values == approx(3.0 * np.arange(60), abs=0.01)
    assert channel(raw, "speed").values == approx(np.full(60, 3.0), abs=0.01)
    assert {channel(raw, n).source for n in ("distance", "speed")} == {"derived"}
    assert "distance, speed" in said(raw, "fields_derived")


def test_grade_follows_from_altitude_and_way(desk):
    climb = [trkpt(t, f"<ele>{100 + 0.06 * 3.0 * t:.3f}</ele>") for t in range(60)]
    raw = desk.text(gpx(climb))
    assert channel(raw, "grade").values == approx(np.full(60, 0.06), abs=1e-3)
    assert channel(raw, "grade").source == "derived"


def test_altitude_that_is_set_anew_makes_no_grade(desk):
    jump = [trkpt(t, f"<ele>{100 if t < 60 else 170}</ele>") for t in range(120)]
    grade = channel(desk.text(gpx(jump)), "grade").values
    assert np.nanmax(np.abs(grade)) < 0.5
    assert grade[:40] == approx(np.zeros(40), abs=1e-6)


def test_own_speed_wins(desk):
    raw = desk.text(gpx(points(extension="<x:speed>2.5</x:speed>")))
    assert channel(raw, "speed").values == approx(np.full(60, 2.5))
    assert channel(raw, "speed").source == "file"


def test_no_way_is_made_through_a_pause(desk):
    raw = desk.text(gpx(points(range(30)), points(range(90, 120))))
    way = channel(raw, "distance").values
    assert way[29] == approx(87, abs=0.01)
    assert way[30] == approx(87, abs=0.01)
    assert np.flatnonzero(channel(raw, "paused").values).tolist() == [29]
    assert "once, 61 s in all" in said(raw, "paused")


def test_sport_that_is_not_said_is_noticed(desk):
    raw = desk.text(gpx(points(), sport=""))
    assert raw.sessions == ()
    assert "sport_unknown" in codes(raw)
    assert desk.text(gpx(points(), sport="9")).sessions[0].sport == "running"
    assert "cadence" not in names(desk.text(gpx(points(), sport="cycling")))


def test_course_is_no_run(desk):
    still = [trkpt(None, where=t) for t in range(30)]
    with pytest.raises(MissingStream, match=r"^run\.xml: is a GPX file with points without a time"):
        desk.text(gpx(still))
    route = gpx(points()).replace("trkpt", "rtept").replace("trkseg", "seg").replace("trk>", "rte>")
    with pytest.raises(MissingStream, match="points without a time"):
        desk.text(route)
    with pytest.raises(MissingStream, match="no point"):
        desk.text(gpx())


def test_points_without_a_time_are_left_out_and_said(desk):
    raw = desk.text(gpx([*points(), trkpt(None, where=60)]))
    assert len(stream(raw).time_s) == 60
    assert "1 records have no time" in said(raw, "times_missing")


def test_two_tracks_of_one_time_count_once(desk):
    raw = desk.text(gpx(points()).replace("</gpx>", "") + gpx(points()).split("</metadata>")[1])
    assert len(stream(raw).time_s) == 60
    assert "records_twice" in codes(raw)


def test_impossible_places_are_left_out(desk):
    text = gpx(points()).replace('lon="8.000000000"', 'lon="800"', 1)
    raw = desk.text(text)
    assert np.isnan(channel(raw, "longitude").values[0])
    assert "longitude (1 records)" in said(raw, "values_impossible")


def test_truncated_file_gives_what_was_before(desk):
    text = gpx(points())
    raw = desk.text(text[: len(text) // 2])
    assert 20 < len(stream(raw).time_s) < 40
    assert "file_damaged" in codes(raw)
    with pytest.raises(MalformedFile, match="damaged at line 2"):
        desk.text(text[:150])


def test_document_types_are_refused(desk):
    text = gpx(points()).replace("<gpx", '<!DOCTYPE gpx [<!ENTITY x "y">]><gpx')
    with pytest.raises(MalformedFile, match="declares a document type or entities"):
        desk.text(text)


def test_a_watch_file_stands_alone(desk):
    from runtall.inputs.sensors.formats.gpx import read
    from runtall.inputs.sensors.reader import SensorSource

    path = desk.folder / "run.gpx"
    path.write_text(gpx(points()))
    with pytest.raises(InputError, match="stands alone"):
        read(SensorSource(path, 10, b"", more=(path,)))
