import pytest
from assay_engine.installed import installed_engines, manifest_path, read_project
from assay_engine.manifest import ManifestError, override_parameters, parameters_digest, read_manifest
from engine_projects import GOOD, write_project


@pytest.fixture
def project(tmp_path):
    return write_project(tmp_path, "good", GOOD, '[parameters]\ndepth = 3\nfast = true\nname = "x"\n')


def test_what_is_left_out_has_its_default(project):
    manifest = read_manifest(project / "engine.toml")
    assert (manifest.network, manifest.reuse, manifest.accepts, manifest.reuse_samples) == ("none", None, (), 1000)
    assert manifest.limits.timeout_s == 30


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (('id = "good"', 'id = "Good"'), "id"),
        (("max_bytes = 1_000_000", 'max_bytes = "many"'), "max_bytes"),
        (("timeout_s = 30", "timeout_s = 30\nsurprise = 1"), "surprise"),
        (("timeout_s = 30", "timeout_s = -1"), "timeout_s"),
        (('kind = "rules"', 'kind = "oracle"'), "kind"),
        (("[limits]", "[limit]"), "limit"),
        (('name = "x"', "name = [1]"), "name"),
        (('name = "x"', "= = ="), "line"),
    ],
)
def test_a_fault_is_refused_with_its_place(project, change, told):
    path = project / "engine.toml"
    path.write_text(path.read_text().replace(*change))
    with pytest.raises(ManifestError, match=told):
        read_manifest(path)


def test_parameters_are_changed_by_name_and_type_only(project):
    manifest = read_manifest(project / "engine.toml")
    assert override_parameters(manifest, {"depth": 5}) == {"depth": 5, "fast": True, "name": "x"}
    for change in ({"deep": 5}, {"depth": "5"}, {"depth": True}, {"fast": 1}):
        with pytest.raises(ManifestError):
            override_parameters(manifest, change)


def test_the_digest_follows_the_parameters_not_their_order():
    assert parameters_digest({"a": 1, "b": 2}) == parameters_digest({"b": 2, "a": 1})
    assert parameters_digest({"a": 1}) != parameters_digest({"a": "1"})


def test_a_project_is_found_without_being_installed(project):
    (engine,) = read_project(project)
    assert (engine.id, engine.package_version, engine.manifest().id) == ("good", "1.2.3", "good")
    assert "good" in [engine.id for engine in installed_engines([project])]


def test_the_manifest_in_a_wheel_lies_inside_the_package(project):
    inside = project / "src" / "good" / "engine.toml"
    (project / "engine.toml").rename(inside)
    assert manifest_path("good", [project / "src"]) == inside


def test_a_package_without_a_manifest_is_refused(project):
    (project / "engine.toml").unlink()
    with pytest.raises(ManifestError, match="no engine"):
        read_project(project)[0].manifest()


def test_another_id_than_the_entry_points_is_refused(project):
    path = project / "engine.toml"
    path.write_text(path.read_text().replace('id = "good"', 'id = "bad"'))
    with pytest.raises(ManifestError, match="entry point"):
        read_project(project)[0].manifest()
