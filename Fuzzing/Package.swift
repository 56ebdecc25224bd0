// swift-tools-version: 6.1
import PackageDescription

// A package of its own, because all of it is built with instructions that tell the fuzzer which way was taken.
let package = Package(
  name: "Fuzzing",
  platforms: [.macOS(.v15)],
  dependencies: [.package(name: "Kindred", path: "..")],
  targets: [
    .systemLibrary(name: "CFuzzer"),
    .executableTarget(
      name: "CellFuzzer",
      dependencies: [
        "CFuzzer",
        .product(name: "KindredCore", package: "Kindred"),
        .product(name: "KindredPostgres", package: "Kindred"),
        .product(name: "KindredSQLite", package: "Kindred"),
      ],
      swiftSettings: [.swiftLanguageMode(.v6)]
    ),
  ]
)
