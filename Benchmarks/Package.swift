// swift-tools-version: 6.1
import PackageDescription

// A package of its own, so that users of Kindred never resolve what only the benchmarks need.

/// What most users have: asynchronous functions are not bound to the caller's actor, as the language has it by default.
let usual: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
]

/// The rules of the main package.
let settings = usual + [.enableUpcomingFeature("NonisolatedNonsendingByDefault")]

let package = Package(
  name: "KindredBenchmarks",
  platforms: [.macOS(.v15)],
  dependencies: [
    .package(name: "Kindred", path: ".."),
    .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
  ],
  targets: [
    .executableTarget(
      name: "Benchmarks",
      dependencies: ["CProcessors", "GRDBCases", "HandWritten", "KindredCases", "Measuring"],
      swiftSettings: settings
    ),
    .executableTarget(
      name: "IMDb",
      dependencies: [
        .product(name: "Kindred", package: "Kindred"),
        .product(name: "KindredPostgres", package: "Kindred"),
      ],
      swiftSettings: usual,
      plugins: [.plugin(name: "KindredPlugin", package: "Kindred")]
    ),
    .target(
      name: "Measuring",
      swiftSettings: settings
    ),
    .target(
      name: "HandWritten",
      dependencies: ["CPostgresAPI", "CSQLiteAPI", "Measuring"],
      swiftSettings: settings
    ),
    .target(
      name: "KindredCases",
      dependencies: [
        "Measuring",
        .product(name: "Kindred", package: "Kindred"),
        .product(name: "KindredPostgres", package: "Kindred"),
        .product(name: "KindredSQLite", package: "Kindred"),
      ],
      swiftSettings: usual,
      plugins: [.plugin(name: "KindredPlugin", package: "Kindred")]
    ),
    .target(
      name: "GRDBCases",
      dependencies: [
        "Measuring",
        .product(name: "GRDB", package: "GRDB.swift"),
      ],
      swiftSettings: settings
    ),
    .systemLibrary(name: "CProcessors"),
    // Kindred's own modules of these libraries are not for its users, and GRDB has one of the same kind.
    .systemLibrary(
      name: "CSQLiteAPI",
      pkgConfig: "sqlite3",
      providers: [.apt(["libsqlite3-dev"]), .brew(["sqlite"])]
    ),
    .systemLibrary(
      name: "CPostgresAPI",
      pkgConfig: "libpq",
      providers: [.apt(["libpq-dev"]), .brew(["libpq"])]
    ),
  ]
)
