"""A model may not reach outside its own bytes."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from onnx import TensorProto, helper, numpy_helper

from runtall.errors import MalformedFile
from runtall.inputs.pose.onnx import graph
from runtall.inputs.pose.onnx.graph import check_self_contained
from runtall.inputs.pose.onnx.network import Network

NUMBERS = numpy_helper.from_array(np.arange(300, dtype=np.float32), "numbers")


def model_of(nodes: list[onnx.NodeProto], *tensors: onnx.TensorProto) -> onnx.ModelProto:
    one = helper.make_tensor_value_info("y", TensorProto.FLOAT, None)
    inner = helper.make_graph(nodes, "inner", [], [one], list(tensors))
    return helper.make_model(inner, opset_imports=[helper.make_opsetid("", 17)], ir_version=9)


def identity() -> onnx.ModelProto:
    return model_of([helper.make_node("Identity", ["numbers"], ["y"])], NUMBERS)


def outside(tensor: onnx.TensorProto, place: str) -> onnx.TensorProto:
    moved = onnx.TensorProto()
    moved.CopyFrom(tensor)
    moved.ClearField("raw_data")
    moved.data_location = TensorProto.EXTERNAL
    moved.external_data.add(key="location", value=place)
    return moved


def test_field_numbers_are_those_of_the_format() -> None:
    for kind, children in graph.CHILDREN.items():
        fields = getattr(onnx, kind).DESCRIPTOR.fields
        holds = {f.number: f.message_type.name for f in fields if f.message_type is not None}
        followed = {number: name for number, name in holds.items() if name in graph.CHILDREN}
        assert children == followed, kind
    tensor = onnx.TensorProto.DESCRIPTOR.fields_by_name
    assert tensor["external_data"].number == graph.TENSOR_EXTERNAL_DATA
    assert tensor["data_location"].number == graph.TENSOR_DATA_LOCATION
    assert onnx.NodeProto.DESCRIPTOR.fields_by_name["domain"].number == graph.NODE_DOMAIN


def test_one_file_passes() -> None:
    check_self_contained(identity().SerializeToString(), "model")


def hidden_places() -> dict[str, onnx.ModelProto]:
    far = outside(NUMBERS, "far.bin")
    constant = helper.make_node("Constant", [], ["y"], value=far)
    branch = helper.make_graph(
        [constant], "branch", [], [helper.make_tensor_value_info("y", TensorProto.FLOAT, None)]
    )
    test = helper.make_node(
        "Constant", [], ["c"], value=helper.make_tensor("c", TensorProto.BOOL, [], [True])
    )
    both = helper.make_node("If", ["c"], ["y"], then_branch=branch, else_branch=branch)
    function = helper.make_function(
        "here", "F", [], ["y"], [constant], [helper.make_opsetid("", 17)]
    )
    in_function = identity()
    in_function.functions.append(function)
    return {
        "initializer": model_of([helper.make_node("Identity", ["numbers"], ["y"])], far),
        "attribute": model_of([constant]),
        "branch": model_of([test, both]),
        "function": in_function,
    }


@pytest.mark.parametrize("place", ["initializer", "attribute", "branch", "function"])
def test_numbers_in_another_file_are_refused(place: str) -> None:
    content = hidden_places()[place].SerializeToString()
    with pytest.raises(MalformedFile, match="keeps numbers in another file"):
        check_self_contained(content, "model")


def test_the_other_file_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # The runtime would find it in the working folder.
    monkeypatch.chdir(tmp_path)
    (tmp_path / "far.bin").write_bytes(NUMBERS.raw_data)
    content = hidden_places()["initializer"].SerializeToString()
    with pytest.raises(MalformedFile, match="another file"):
        Network(content, "model", "rtmpose")


@pytest.mark.parametrize("domain", ["mmdeploy", "com.microsoft", "ai.onnx.contrib"])
def test_foreign_operators_are_refused(domain: str) -> None:
    model = model_of([helper.make_node("Identity", ["numbers"], ["y"], domain=domain)], NUMBERS)
    with pytest.raises(MalformedFile, match=f"operator of '{domain}'"):
        check_self_contained(model.SerializeToString(), "model")


@given(content=st.binary(max_size=400))
def test_any_bytes_end_in_a_clear_error(content: bytes) -> None:
    with pytest.raises(MalformedFile, match=r"^model "):
        Network(content, "model", "rtmpose")


@given(at=st.integers(0, 200), byte=st.integers(0, 255), end=st.integers(1, 2000))
def test_damaged_models_pass_or_are_refused(at: int, byte: int, end: int) -> None:
    content = bytearray(identity().SerializeToString())
    content[at % len(content)] = byte
    try:
        check_self_contained(bytes(content[:end]), "model")
    except MalformedFile as error:
        assert str(error).startswith("model ")


def test_a_model_that_takes_no_picture_is_refused() -> None:
    with pytest.raises(MalformedFile, match="not one picture"):
        Network(identity().SerializeToString(), "model", "rtmpose")


def test_a_graph_with_a_type_error_is_refused() -> None:
    model = model_of([helper.make_node("Add", ["numbers"], ["y"])], NUMBERS)
    with pytest.raises(MalformedFile, match="no usable model"):
        Network(model.SerializeToString(), "model", "rtmpose")
