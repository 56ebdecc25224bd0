// swift-tools-version: 6.1
import PackageDescription

// A package of its own, so that an optimised build needs neither the macros nor what the other benchmarks need.

let package = Package(
  name: "MigrationBenchmarks",
  platforms: [.macOS(.v15)],
  dependencies: [.package(name: "Kindred", path: "../..")],
  targets: [
    .executableTarget(
      name: "MigrationBenchmarks",
      dependencies: [
        .product(name: "KindredCore", package: "Kindred"),
        .product(name: "KindredMigrations", package: "Kindred"),
        .product(name: "KindredPostgres", package: "Kindred"),
      ],
      path: "Sources",
      swiftSettings: [
        .swiftLanguageMode(.v6),
        .enableUpcomingFeature("ExistentialAny"),
        .enableUpcomingFeature("InternalImportsByDefault"),
        .enableUpcomingFeature("MemberImportVisibility"),
        .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
      ]
    )
  ]
)
