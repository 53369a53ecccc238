import protobuf from "protobufjs";
import { expect, test } from "vitest";
import { encodeOnnx, type OnnxModel } from "../../src/format/onnx-proto.js";

/** What is used here of https://github.com/onnx/onnx/blob/main/onnx/onnx.proto3, word for word but for its comments. */
const standard = `
syntax = "proto3";
message NodeProto {
  repeated string input = 1;
  repeated string output = 2;
  string name = 3;
  string op_type = 4;
}
message StringStringEntryProto {
  string key = 1;
  string value = 2;
}
message ModelProto {
  int64 ir_version = 1;
  repeated OperatorSetIdProto opset_import = 8;
  string producer_name = 2;
  string producer_version = 3;
  string doc_string = 6;
  GraphProto graph = 7;
  repeated StringStringEntryProto metadata_props = 14;
}
message GraphProto {
  repeated NodeProto node = 1;
  string name = 2;
  repeated TensorProto initializer = 5;
  repeated ValueInfoProto input = 11;
  repeated ValueInfoProto output = 12;
}
message ValueInfoProto {
  string name = 1;
  TypeProto type = 2;
  string doc_string = 3;
}
message TensorProto {
  repeated int64 dims = 1;
  int32 data_type = 2;
  string name = 8;
  bytes raw_data = 9;
}
message TensorShapeProto {
  message Dimension {
    oneof value {
      int64 dim_value = 1;
      string dim_param = 2;
    };
  };
  repeated Dimension dim = 1;
}
message TypeProto {
  message Tensor {
    int32 elem_type = 1;
    TensorShapeProto shape = 2;
  }
  oneof value {
    Tensor tensor_type = 1;
  }
}
message OperatorSetIdProto {
  string domain = 1;
  int64 version = 2;
}`;
const modelProto = protobuf.parse(standard).root.lookupType("ModelProto");

const value = (name: string) => ({
  name,
  type: { tensorType: { elemType: 1, shape: { dim: [{ dimParam: "batch" }, { dimValue: 300 }] } } },
  docString: `${name}: Größe in µm, 大きさ, 📏; ${"long ".repeat(60)}`,
});

const model: OnnxModel = {
  irVersion: 8,
  producerName: "hrta",
  producerVersion: "0.1.0",
  docString: "",
  graph: {
    node: [
      { input: ["x", "w"], output: ["y"], name: "first", opType: "MatMul" },
      { input: ["y", "", ""], output: [], name: "", opType: "Clip" },
    ],
    name: "hrta",
    initializer: [
      // Lengths of one, two and three bytes, a number beyond 32 bits, and a tensor without dimensions.
      { dims: [300, 1], dataType: 1, name: "w", rawData: Uint8Array.from({ length: 1200 }, (_, i) => i % 256) },
      { dims: [2 ** 40, 0, 127, 128], dataType: 11, name: "large", rawData: new Uint8Array(20_000).fill(255) },
      { dims: [], dataType: 1, name: "scalar", rawData: new Uint8Array(4) },
    ],
    input: [value("x")],
    output: [value("y")],
  },
  opsetImport: [{ domain: "", version: 17 }],
  metadataProps: [{ key: "features", value: "[]" }],
};

test("what is written reads back with the standard's own schema", () => {
  const read = modelProto.toObject(modelProto.decode(encodeOnnx(model)), { longs: Number, defaults: true });
  for (const tensor of read.graph.initializer) tensor.rawData = new Uint8Array(tensor.rawData);
  expect(read).toEqual(model);
});

test("the standard's own schema writes the same bytes", () => {
  const bytes = encodeOnnx(model);
  expect(Buffer.from(modelProto.encode(modelProto.decode(bytes)).finish()).equals(bytes)).toBe(true);
});
